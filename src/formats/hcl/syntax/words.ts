import { lineOf, peek, textOf, type Reader } from './reader.ts';
import { token } from './tokens.ts';

const strange: Readonly<Record<string, string>> = {
  "'": 'texts stand in double quotes: "…"',
  '‘': 'a curly quote is none: texts stand in double quotes, "…"',
  '’': 'a curly quote is none: texts stand in double quotes, "…"',
  '“': 'a curly quote is none: texts stand in double quotes, "…"',
  '”': 'a curly quote is none: texts stand in double quotes, "…"',
  '`': 'texts stand in double quotes, "…", longer ones in a heredoc, <<EOT',
  ';': 'an argument ends with its line, and members of a list end with a comma',
  '&': 'and is written &&',
  '|': 'or is written ||',
  '^': 'there is no such operator; a power is pow(a, b)',
  '~': 'it stands only next to the braces of ${~ ~} and %{~ ~}',
  '/*': 'this comment does not end: write */ behind it',
  '\r': 'a carriage return without a line feed: save the file with line ends of one kind',
  '\u00a0': 'a no-break space: write a usual one',
};

/** What the next token is, as a sentence calls it. */
export function shownNext(reader: Reader): string {
  const kind = peek(reader);
  if (kind === token.end) return 'the end of the file';
  if (kind === token.newline) return 'the end of the line';
  if (kind === token.missing) return 'the end of what is around it';
  if (kind === token.brokenQuote) return 'the end of the line';
  const text = textOf(reader, reader.at);
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return short.includes('"') ? `'${short}'` : `"${short}"`;
}

/** What to say instead where the next token alone tells what is wrong: a character nobody knows, something that is not closed. */
export function plainReason(reader: Reader): string | undefined {
  const { tokens, at } = reader;
  const kind = peek(reader);
  if (kind === token.foreign) {
    const text = textOf(reader, at);
    return `Invalid character: ${Object.hasOwn(strange, text) ? `${text === '\r' || text === '\u00a0' ? '' : `${text}: `}${strange[text]}` : `${text} means nothing in this language outside of a text`}`;
  }
  if (kind === token.stray) return `Unbalanced brackets: this ${textOf(reader, at)} ends nothing that is open here. Take it away, or write what it ends`;
  if (kind !== token.missing) return undefined;
  const opener = tokens.matches[at] as number;
  return unclosed(reader, opener);
}

/** That something which is open does not end. */
export function unclosed(reader: Reader, opener: number): string {
  const { tokens } = reader;
  const line = lineOf(reader, tokens.starts[opener] as number);
  switch (tokens.kinds[opener]) {
    case token.paren:
      return `Unbalanced parentheses: the ( of line ${line} is not closed. Write ) where it ends`;
    case token.bracket:
      return `Unterminated tuple constructor expression: the [ of line ${line} is not closed. Write ] where it ends`;
    case token.interpolation:
    case token.directive:
      return `Unclosed template interpolation sequence: the ${textOf(reader, opener)} of line ${line} is not closed. Write } where it ends, or $${'${'} for a \${ that is text`;
    case token.quote:
      return `Unterminated template string: the text that starts in line ${line} is not closed. Write " where it ends`;
    case token.heredoc:
      return `Unterminated template string: the heredoc of line ${line} does not end. Write its word, ${textOf(reader, opener).replace(/^<<-?/, '').trim()}, on a line of its own below it`;
    default:
      return `Unterminated object constructor expression: the { of line ${line} is not closed. Write } where it ends`;
  }
}
