import { mistake, startOf, textOf, type Reader } from './reader.ts';

/** A text without escapes as Terraform holds it: composed (NFC), as cty does. */
export function plainText(text: string): string {
  return /[\u0300-\uffff]/.test(text) ? text.normalize('NFC') : text;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
const inQuotes = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]?))|([$%])\4\{/gu;
const inHeredoc = /([$%])\1\{/g;

/** What the text of the next token says: escapes are read in quotes, elsewhere only the doubled `$${` and `%%{`. */
export function unescaped(reader: Reader, quoted: boolean): string {
  const text = textOf(reader, reader.at);
  if (!quoted) return plainText(text.replace(inHeredoc, '$1{'));
  const start = startOf(reader);
  return plainText(
    text.replace(inQuotes, (all, four: string | undefined, eight: string | undefined, letter: string | undefined, sign: string | undefined, at: number) => {
      if (sign !== undefined) return `${sign}{`;
      if (letter !== undefined && Object.hasOwn(escapes, letter)) return escapes[letter] as string;
      const code = Number.parseInt(four ?? eight ?? '', 16);
      if (code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code);
      mistake(reader, wrongEscape(all, letter), start + at, start + at + all.length);
      return all;
    }),
  );
}

function wrongEscape(written: string, letter: string | undefined): string {
  if (letter === 'u') return 'Invalid escape sequence: behind \\u four hexadecimal digits are expected';
  if (letter === 'U') return 'Invalid escape sequence: behind \\U eight hexadecimal digits are expected';
  if (letter === undefined) return `Invalid escape sequence: ${written} is no character`;
  return `Invalid escape sequence: ${written} means nothing. A backslash that is text is written \\\\; there are \\n, \\r, \\t, \\", \\\\, \\uNNNN and \\UNNNNNNNN`;
}
