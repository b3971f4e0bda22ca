import type { Locate, Path, Position } from '../../../resource/resource.ts';
import type { Stretch } from '../../secret.ts';
import type { SourceFile } from '../../source.ts';
import { evaluate } from '../values/evaluate.ts';
import type { Written } from '../instances/instance.ts';
import { within } from '../instances/origin.ts';
import type { Expression } from '../syntax/syntax.ts';

/** Where a text stands that holds documents: its lines in a file. */
export interface TextPlace {
  readonly file: SourceFile;
  /** The text is what stands in the file, so that a change there changes it. */
  readonly whole: boolean;
  /** The place in the file of a place in the text. */
  readonly at: (place: Position) => Position;
  /** What of the file a stretch of the text covers, to be hidden. */
  readonly stretch: (stretch: Stretch) => Stretch;
}

/** Where the text of an argument is written: a heredoc, a file, a template of a file; undefined for texts that are put together. */
export function placeOfText(written: Written | undefined, text: string): TextPlace | undefined {
  if (written === undefined) return undefined;
  const { expression, file } = written;
  if (isHeredoc(expression, file)) return inHeredoc(expression, file, text);
  if (expression.kind !== 'call' || (expression.name !== 'file' && expression.name !== 'templatefile') || expression.arguments[0] === undefined) return undefined;
  const path = evaluate(expression.arguments[0], { ...written.within, report: () => undefined });
  const opened = typeof path === 'string' ? written.within.functions.open(path) : undefined;
  return opened === undefined || !('text' in opened) ? undefined : placeInFile(opened.file, opened.text, text);
}

/** A text that a file holds, or that a template in a file gave line by line. */
export function placeInFile(file: SourceFile, content: string, text: string): TextPlace | undefined {
  const start = content.indexOf(text);
  if (start >= 0) {
    const lines = linesBefore(content, start);
    return { file, whole: start === 0 && text.length === content.length, at: (place) => moved(place, file, lines, 0), stretch: ([from, to]) => [from + start, to + start] };
  }
  if (linesBefore(content, content.length) !== linesBefore(text, text.length)) return undefined;
  return { file, whole: false, at: (place) => moved(place, file, 0, 0), stretch: () => [0, content.length] };
}

function isHeredoc({ kind, start }: Expression, { text }: SourceFile): boolean {
  return (kind === 'literal' || kind === 'template') && text.startsWith('<<', start);
}

/** Lines of a heredoc follow its first one; with `<<-` each has lost the same indentation. Values of several lines move what follows, and then only its beginning is known. */
function inHeredoc({ start, end }: Expression, file: SourceFile, text: string): TextPlace {
  const first = file.text.indexOf('\n', start) + 1;
  const raw = file.text.slice(first, end);
  const last = raw.lastIndexOf('\n') + 1;
  const content = raw.slice(0, last);
  const line = file.position(first, first).line - 1;
  const [rawLines, lines] = [content.split('\n'), text.split('\n')];
  if (rawLines.length !== lines.length) return { file, whole: false, at: () => file.position(start, start), stretch: () => [first, first + last] };
  const indent = rawLines.findIndex((each) => each.trim() !== '');
  const cut = indent === -1 ? 0 : Math.max(0, /^ */.exec(rawLines[indent]!)![0].length - /^ */.exec(lines[indent]!)![0].length);
  return {
    file,
    whole: false,
    at: (place) => moved(place, file, line, cut),
    // Nearly everything of it may be secret: the lines are hidden from their first sign to their end.
    stretch: ([from, to]) => [offsetOf(content, linesBefore(text, from)) + first, offsetOf(content, linesBefore(text, to) + 1) + first],
  };
}

function moved({ line, column, endLine, endColumn }: Position, { name: file }: SourceFile, lines: number, columns: number): Position {
  return { file, line: line + lines, column: column + columns, endLine: endLine + lines, endColumn: endColumn + columns };
}

function linesBefore(text: string, offset: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function offsetOf(text: string, line: number): number {
  let at = 0;
  for (let count = 0; count < line; count++) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  return at;
}

/** Positions of the parts of an object that is written out, in `yamlencode({...})` too. */
export function placesIn({ file, expression }: Written): Locate {
  const outer = expression.kind === 'call' && /^(?:yaml|json)encode$/.test(expression.name) && expression.arguments[0] !== undefined ? expression.arguments[0] : expression;
  return (path: Path, part) => {
    const found = within(outer, path);
    const span = part === 'key' ? (found.key ?? found.expression) : found.expression;
    return file.position(span.start, span.end);
  };
}
