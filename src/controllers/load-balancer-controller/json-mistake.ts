/** Where a text stops being JSON. */
export interface JsonMistake {
  /** In the words of Go's decoder, which the controller's error ends with (encoding/json, scanner.go). */
  readonly says: string;
  /** What belongs there instead, in ours. */
  readonly wanted: string;
  /** The text from there on; empty: it ends too early. */
  readonly rest: string;
}

/** The first mistake of a text that is to be JSON; undefined where it is. */
export function jsonMistake(text: string): JsonMistake | undefined {
  const open: ('{' | '[')[] = [];
  let at = 0;
  const space = (): void => {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at++;
  };
  const broken = (context: keyof typeof wanted): JsonMistake => (at >= text.length ? { says: 'unexpected end of JSON input', wanted: 'more', rest: '' } : { says: `invalid character ${quoted(text, at)} ${context}`, wanted: wanted[context], rest: text.slice(at) });
  const scalar = (): JsonMistake | undefined => {
    const [mistake, end] = scalarMistake(text, at);
    at = end;
    return mistake === undefined ? undefined : typeof mistake === 'string' ? literalMistake(text, at, mistake) : broken(mistake.context);
  };
  const name = (): JsonMistake | undefined => {
    space();
    if (text[at] !== '"') return broken('looking for beginning of object key string');
    const mistake = scalar();
    if (mistake !== undefined) return mistake;
    space();
    if (text[at] !== ':') return broken('after object key');
    at++;
    return undefined;
  };
  for (;;) {
    space();
    const character = text[at];
    if (character === '{' || character === '[') {
      at++;
      space();
      if (text[at] === (character === '{' ? '}' : ']')) at++;
      else {
        open.push(character);
        const mistake = character === '{' ? name() : undefined;
        if (mistake !== undefined) return mistake;
        continue;
      }
    } else if (/["\-0-9tfn]/.test(character ?? '')) {
      const mistake = scalar();
      if (mistake !== undefined) return mistake;
    } else return broken('looking for beginning of value');
    // A value has ended: what holds it goes on, or ends too.
    for (;;) {
      space();
      const inside = open.at(-1);
      if (inside === undefined) return at < text.length ? broken('after top-level value') : undefined;
      if (text[at] === ',') break;
      if (text[at] !== (inside === '{' ? '}' : ']')) return broken(inside === '{' ? 'after object key:value pair' : 'after array element');
      at++;
      open.pop();
    }
    at++;
    const mistake = open.at(-1) === '{' ? name() : undefined;
    if (mistake !== undefined) return mistake;
  }
}

const wanted = {
  'looking for beginning of value': 'a value',
  'looking for beginning of object key string': 'a name in double quotes',
  'after object key': 'a colon',
  'after object key:value pair': 'a comma or }',
  'after array element': 'a comma or ]',
  'after top-level value': 'nothing more',
  'in string literal': 'the rest of a text, on the same line',
  'in string escape code': 'one of "\\/bfnrtu',
  'in \\u hexadecimal character escape': 'four hexadecimal digits',
  'in numeric literal': 'a digit',
  'after decimal point in numeric literal': 'a digit',
  'in exponent of numeric literal': 'a digit',
} as const;

/** A text, a number or a word that begins at `from`: its mistake, and where it ends or breaks. A text stands for the word it should be. */
function scalarMistake(text: string, from: number): readonly [{ readonly context: keyof typeof wanted } | string | undefined, number] {
  const first = text[from]!;
  if (first === '"') return textMistake(text, from + 1);
  const word = { t: 'true', f: 'false', n: 'null' }[first];
  if (word !== undefined) {
    let at = from;
    while (at - from < word.length && text[at] === word[at - from]) at++;
    return at - from === word.length ? [undefined, at] : [`${word}:${at - from}`, at];
  }
  return numberMistake(text, from);
}

function textMistake(text: string, from: number): readonly [{ readonly context: keyof typeof wanted } | undefined, number] {
  for (let at = from; ; at++) {
    const character = text[at];
    if (character === '"') return [undefined, at + 1];
    if (character === undefined || character < ' ') return [{ context: 'in string literal' }, at];
    if (character !== '\\') continue;
    at++;
    if (text[at] === 'u') {
      for (let digit = 0; digit < 4; digit++) if (!/[0-9a-fA-F]/.test(text[++at] ?? '')) return [{ context: 'in \\u hexadecimal character escape' }, at];
    } else if (!/["\\/bfnrt]/.test(text[at] ?? '')) return [{ context: 'in string escape code' }, at];
  }
}

function numberMistake(text: string, from: number): readonly [{ readonly context: keyof typeof wanted } | undefined, number] {
  let at = text[from] === '-' ? from + 1 : from;
  const digits = (): boolean => {
    const start = at;
    while (/[0-9]/.test(text[at] ?? '')) at++;
    return at > start;
  };
  if (text[at] === '0') at++;
  else if (!digits()) return [{ context: 'in numeric literal' }, at];
  if (text[at] === '.') {
    at++;
    if (!digits()) return [{ context: 'after decimal point in numeric literal' }, at];
  }
  if (text[at] === 'e' || text[at] === 'E') {
    at++;
    if (text[at] === '+' || text[at] === '-') at++;
    if (!digits()) return [{ context: 'in exponent of numeric literal' }, at];
  }
  return [undefined, at];
}

/** `true:2`: the third letter of true is another one. */
function literalMistake(text: string, at: number, where: string): JsonMistake {
  const [word = '', index = '0'] = where.split(':');
  const expected = word[Number(index)] ?? '';
  return at >= text.length ? { says: 'unexpected end of JSON input', wanted: 'more', rest: '' } : { says: `invalid character ${quoted(text, at)} in literal ${word} (expecting '${expected}')`, wanted: word, rest: text.slice(at) };
}

/** Go looks at bytes: of a character outside ASCII, at the first one, as if that were a character. */
function quoted(text: string, at: number): string {
  const byte = new TextEncoder().encode(String.fromCodePoint(text.codePointAt(at)!))[0]!;
  const character = String.fromCharCode(byte);
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  const inside = JSON.stringify(character).slice(1, -1);
  return `'${byte >= 0x80 && byte < 0xa0 ? `\\u00${byte.toString(16)}` : inside}'`;
}
