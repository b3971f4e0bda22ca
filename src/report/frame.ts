import type { Position } from '../resource/resource.ts';
import { oneLine } from './escape.ts';
import type { Paint } from './paint.ts';

/** Text of the input files, by the name they are shown under. */
export type Files = ReadonlyMap<string, string>;

/** `file:line:column`. */
export function placeText(at: Pick<Position, 'file' | 'line' | 'column'>): string {
  return `${oneLine(at.file)}:${at.line}:${at.column}`;
}

/**
 * The marked lines of a file under a `-->` line, at most three of them:
 *
 *     --> mesh/peer-authentication.yaml:9:5
 *      |
 *    9 |     mode: STRICT
 *      |           ^^^^^^ refuses the ALB
 */
export function frame(files: Files, at: Position, label: string, paint: Paint): readonly string[] {
  const header = `  ${paint.blue('-->')} ${placeText(at)}`;
  const line = lineOf(files, at.file, at.line);
  if (line === undefined) return label === '' ? [header] : [header, `   ${paint.blue('=')} ${label}`];
  const number = String(at.line);
  const gutter = ' '.repeat(number.length);
  const { shown, marks } = marked(line, at);
  return [
    header,
    ` ${gutter} ${paint.blue('|')}`,
    ` ${paint.blue(number)} ${paint.blue('|')} ${shown}`,
    ` ${gutter} ${paint.blue('|')} ${paint.red(marks)}${label === '' ? '' : ` ${paint.red(label)}`}`,
    ` ${gutter} ${paint.blue('|')}`,
  ];
}

/** Long lines are cut around the mark: what is marked is what matters. */
function marked(line: string, at: Position): { readonly shown: string; readonly marks: string } {
  const start = Math.max(0, at.column - 1);
  const end = Math.max(start, at.endLine === at.line ? Math.min(at.endColumn - 1, line.length) : line.length);
  const before = oneLine(line.slice(0, start));
  const head = before.length > contextShown ? `…${before.slice(1 - contextShown)}` : before;
  const middle = cut(oneLine(line.slice(start, end)));
  return { shown: `${head}${middle}${cut(oneLine(line.slice(end)))}`, marks: `${' '.repeat(head.length)}${'^'.repeat(Math.max(1, middle.length))}` };
}

/** Characters of a line that are shown before, at and behind its mark. */
const contextShown = 100;

function cut(text: string): string {
  return text.length > contextShown ? `${text.slice(0, contextShown - 1)}…` : text;
}

function lineOf(files: Files, file: string, line: number): string | undefined {
  const text = files.get(file);
  return text?.split('\n', line)[line - 1]?.replace(/\r$/, '');
}
