/** What a token is. An opening token and the one that ends it know each other (`matches`). */
export const token = {
  end: 0,
  newline: 1,
  name: 2,
  number: 3,
  quote: 4,
  quoteEnd: 5,
  heredoc: 6,
  heredocEnd: 7,
  /** A stretch of a template as it is written: up to the end of a line in a heredoc. */
  text: 8,
  /** One with `\n` or `$${` in it. */
  escapedText: 9,
  interpolation: 10,
  directive: 11,
  /** The `}` or `~}` of the two before. */
  sequenceEnd: 12,
  brace: 13,
  braceEnd: 14,
  bracket: 15,
  bracketEnd: 16,
  paren: 17,
  parenEnd: 18,
  /** Nothing is written, but something that is open ends here all the same. */
  missing: 19,
  /** Ends what was never opened. */
  stray: 20,
  /** A quoted text that its line ends. */
  brokenQuote: 21,
  /** A character that the language does not know. */
  foreign: 22,
  equals: 23,
  equal: 24,
  notEqual: 25,
  less: 26,
  lessOrEqual: 27,
  greater: 28,
  greaterOrEqual: 29,
  and: 30,
  or: 31,
  not: 32,
  plus: 33,
  minus: 34,
  times: 35,
  slash: 36,
  percent: 37,
  question: 38,
  colon: 39,
  doubleColon: 40,
  comma: 41,
  dot: 42,
  ellipsis: 43,
  arrow: 44,
} as const;

/** The tokens of a text, one place in each list for each; the last one is `end`. */
export interface Tokens {
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  /** Of an opening token: the one that ends it, and the other way round. */
  matches: Int32Array;
  count: number;
  /** Something is not closed, or something is closed that was not open. */
  unbalanced: boolean;
}

/** Room for the tokens of a text of so many characters. */
export function tokensFor(length: number): Tokens {
  const room = (length >> 2) + 16;
  return { kinds: new Uint8Array(room), starts: new Int32Array(room), ends: new Int32Array(room), matches: new Int32Array(room), count: 0, unbalanced: false };
}

/** One token more; answers its number. */
export function add(tokens: Tokens, kind: number, start: number, end: number): number {
  const number = tokens.count++;
  if (kind === token.missing || kind === token.stray) tokens.unbalanced = true;
  if (number === tokens.kinds.length) grow(tokens);
  tokens.kinds[number] = kind;
  tokens.starts[number] = start;
  tokens.ends[number] = end;
  return number;
}

function grow(tokens: Tokens): void {
  const room = tokens.kinds.length * 2;
  const kinds = new Uint8Array(room);
  kinds.set(tokens.kinds);
  tokens.kinds = kinds;
  for (const name of ['starts', 'ends', 'matches'] as const) {
    const list = new Int32Array(room);
    list.set(tokens[name]);
    tokens[name] = list;
  }
}
