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
    at = opensSomething(kind) ? (matches[at] as number) + 1 : at + 1;
  }
  reader.last = Math.max(0, reader.at - 1);
}

function opensSomething(kind: number): boolean {
  return kind === token.brace || kind === token.bracket || kind === token.paren || kind === token.quote || kind === token.heredoc || kind === token.interpolation || kind === token.directive;
}
