import type { Step } from '../engine/step.ts';
import { oneLine } from './escape.ts';
import { placeText } from './frame.ts';
import type { Leg, Row } from './legs.ts';
import type { Paint } from './paint.ts';

/** The places of a leg as a table: what decides there, and beside it what decides about the reply. */
export function legTable({ rows }: Leg, paint: Paint): readonly string[] {
  const cells = rows.map((row) => ({ place: oneLine(row.place), there: row.there.map(cell), back: row.back.map(cell) }));
  const first = widest(['hop', ...cells.map(({ place }) => place)]);
  const second = widest(['there', ...cells.flatMap(({ there }) => there)]);
  const line = (place: string, there: string, back: string): string => `      ${place.padEnd(first)}  ${there.padEnd(second)}  ${back}`.trimEnd();
  return [paint.dim(line('hop', 'there', 'back')), ...cells.flatMap(({ place, there, back }) => Array.from({ length: Math.max(1, there.length, back.length) }, (_, index) => line(index === 0 ? place : '', there[index] ?? '', back[index] ?? '')))];
}

/** The same in two lines, where packets are not what was asked about. */
export function legLines({ rows }: Leg, paint: Paint): readonly string[] {
  const told = (word: string, steps: readonly Step[]): readonly string[] => (steps.length === 0 ? [] : [`        ${paint.dim(word.padEnd(5))} ${steps.map(short).join(', ')}`]);
  return [...told('there', rows.flatMap(({ there }) => there)), ...told('back', rows.toReversed().flatMap(({ back }) => back))];
}

/** The first and the last place of a leg. */
export function endsOf({ rows }: Leg): string {
  const there = rows.filter(({ there: steps }) => steps.length > 0);
  const [from, to] = [there[0] ?? rows[0], there.at(-1) ?? rows.at(-1)] as readonly [Row | undefined, Row | undefined];
  return oneLine(from?.place === to?.place ? (from?.place ?? '') : `${from?.place ?? ''} to ${to?.place ?? ''}`);
}

function cell(step: Step): string {
  const at = step.origin.at;
  return `${short(step)}${at === undefined ? '' : `  ${placeText(at)}`}`;
}

/** `sg-web: tcp 443 from sg-edge`. */
function short({ origin, when }: Step): string {
  const name = origin.resource.slice(origin.resource.indexOf(' ') + 1);
  return oneLine(`${origin.rule.includes(name) ? '' : `${name}: `}${origin.rule}${when === undefined ? '' : ' (not certain)'}`);
}

function widest(texts: readonly string[]): number {
  return Math.min(70, Math.max(...texts.map((text) => text.length)));
}
