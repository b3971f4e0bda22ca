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
  const shown = oneLine(line);
  const end = at.endLine === at.line ? at.endColumn : line.length + 1;
  const width = Math.max(1, Math.min(end, line.length + 1) - at.column);
  const marks = `${' '.repeat(Math.max(0, at.column - 1))}${'^'.repeat(width)}`;
  return [
    header,
    ` ${gutter} ${paint.blue('|')}`,
    ` ${paint.blue(number)} ${paint.blue('|')} ${shown}`,
    ` ${gutter} ${paint.blue('|')} ${paint.red(marks)}${label === '' ? '' : ` ${paint.red(label)}`}`,
    ` ${gutter} ${paint.blue('|')}`,
  ];
}

function lineOf(files: Files, file: string, line: number): string | undefined {
  const text = files.get(file);
  return text?.split('\n', line)[line - 1]?.replace(/\r$/, '');
}
