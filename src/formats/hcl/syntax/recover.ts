import type { Reader } from './reader.ts';
import { token } from './tokens.ts';

/** After a failure: stands the reader behind the item of a body that starts at token `first`, and lets it go on. */
export function nextItem(reader: Reader, first: number): void {
  reader.at = first;
  reader.newlines = true;
  reader.failed = -1;
  skipItem(reader);
}

/** Goes behind the line the reader stands in; brackets that are open are left first. */
export function skipItem(reader: Reader): void {
  const { kinds, matches } = reader.tokens;
  for (let at = reader.at; ; ) {
    const kind = kinds[at] as number;
    if (kind === token.end || kind === token.missing || kind === token.braceEnd) {
      reader.at = at;
      break;
    }
    if (kind === token.newline) {
      reader.at = at + 1;
      break;
    }
    if (!opensSomething(kind)) at++;
    else {
      at = (matches[at] as number) + 1;
      // What is not closed was ended in front of the line that goes on.
      if (kinds[at - 1] !== token.missing) continue;
      reader.at = at;
      break;
    }
  }
  reader.last = Math.max(0, reader.at - 1);
}

/** After the header of a block without its {: stands the reader behind the lines that are indented further, and behind their }. */
export function skipHeaderless(reader: Reader, first: number): void {
  const { kinds } = reader.tokens;
  const column = columnOf(reader, first);
  for (let kind = kinds[reader.at]; kind !== token.end && kind !== token.missing && kind !== token.braceEnd; kind = kinds[reader.at]) {
    if (kind === token.newline) {
      reader.at++;
      continue;
    }
    const indented = columnOf(reader, reader.at);
    if (indented <= column && !(kind === token.stray && indented === column)) break;
    skipItem(reader);
    if (kind === token.stray && indented === column) break;
  }
}

function columnOf({ text, tokens }: Reader, number: number): number {
  const start = tokens.starts[number] as number;
  return start - text.lastIndexOf('\n', start - 1);
}

function opensSomething(kind: number): boolean {
  return kind === token.brace || kind === token.bracket || kind === token.paren || kind === token.quote || kind === token.heredoc || kind === token.interpolation || kind === token.directive;
}
