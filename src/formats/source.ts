import type { Position } from '../resource/resource.ts';

/** A file's text under its name as shown, with line numbers worked out when first asked. */
export class SourceFile {
  readonly name: string;
  /** Secrets are masked in it, character for character, so that offsets stay. */
  text: string;
  #lines: Int32Array | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** The place of what stands between two offsets. */
  position(start: number, end: number): Position {
    const [line, column] = this.place(start);
    const [endLine, endColumn] = this.place(Math.max(start, end));
    return { file: this.name, line, column, endLine, endColumn };
  }

  /** Lines around an offset, numbered, with a mark under it; control characters written out. */
  excerpt(offset: number): string {
    const [line, column] = this.place(offset);
    const gutter = String(line).length;
    const lines: string[] = [];
    for (let number = Math.max(1, line - 2); number < line; number++) lines.push(`${String(number).padStart(gutter)} | ${shown(this.line(number))}`);
    const from = Math.max(0, column - longest);
    const text = this.line(line);
    const cut = from === 0 ? '' : '…';
    const before = cut + shown(text.slice(from, column - 1));
    return [...lines, `${line} | ${cut}${shown(text.slice(from))}`, `${' '.repeat(gutter)} | ${' '.repeat(before.length)}^`].join('\n');
  }

  /** The text of a one-based line, without its line break. */
  line(number: number): string {
    const lines = this.lines();
    return this.text.slice(lines[number - 1] ?? this.text.length, lines[number] ?? this.text.length).replace(/\r?\n$/, '');
  }

  private place(offset: number): [line: number, column: number] {
    const lines = this.lines();
    const at = Math.min(Math.max(0, offset), this.text.length);
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lines[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    const mark = low === 0 && this.text.charCodeAt(0) === byteOrderMark ? 1 : 0;
    return [low + 1, Math.max(1, at - (lines[low] as number) + 1 - mark)];
  }

  private lines(): Int32Array {
    this.#lines ??= lineStarts(this.text);
    return this.#lines;
  }
}

const byteOrderMark = 0xfeff;
/** Characters of a line that are shown. */
const longest = 120;

/** A line as it can be printed: no control characters, not endless. */
export function shown(line: string): string {
  const printable = line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, escaped);
  return printable.length > longest ? `${printable.slice(0, longest)}…` : printable;
}

function escaped(character: string): string {
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}

/** The offset each line of a text starts at. */
export function lineStarts(text: string): Int32Array {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  const starts = new Int32Array(count);
  let line = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts[++line] = at + 1;
  return starts;
}
