import type { Step } from '../engine/step.ts';
import type { Position } from '../resource/resource.ts';
import { oneLine } from './escape.ts';
import type { Leg, Row } from './legs.ts';
import type { Paint } from './paint.ts';

type Titles = Readonly<Record<string, string>>;

/** The places of a leg as a table: what decides there, and beside it what decides about the reply. */
export function legTable({ rows }: Leg, titles: Titles, paint: Paint): readonly string[] {
  const cells = rows.map((row) => ({ place: oneLine(nameOf(row, titles)), there: row.there.map(cell), back: row.back.map(cell) }));
  const first = widest(['hop', ...cells.map(({ place }) => place)], 48);
  const second = widest(['there', ...cells.flatMap(({ there }) => there)], 70);
  const line = (place: string, there: string, back: string): string => `      ${place.padEnd(first)}  ${there.padEnd(second)}  ${back}`.trimEnd();
  return [paint.dim(line('hop', 'there', 'back')), ...cells.flatMap(({ place, there, back }) => Array.from({ length: Math.max(1, there.length, back.length) }, (_, index) => line(index === 0 ? place : '', there[index] ?? '', back[index] ?? '')))];
}

/** The same in two lines, where packets are not what was asked about. */
export function legLines({ rows }: Leg, paint: Paint): readonly string[] {
  const told = (word: string, steps: readonly Step[]): readonly string[] => (steps.length === 0 ? [] : [`        ${paint.dim(word.padEnd(5))} ${steps.map(short).join(', ')}`]);
  // Which of its interfaces a load balancer is reached at, the ends of the leg say.
  return [...told('there', rows.flatMap(({ there }) => there.filter(({ hop }) => !hop.startsWith('wire/')))), ...told('back', rows.toReversed().flatMap(({ back }) => back))];
}

/** The first and the last place of a leg. */
export function endsOf({ rows }: Leg, titles: Titles): string {
  const there = rows.filter(({ there: steps }) => steps.length > 0);
  const [from, to] = [there[0] ?? rows[0], there.at(-1) ?? rows.at(-1)].map((row) => (row === undefined ? '' : nameOf(row, titles)));
  return oneLine(from === to ? from! : `${from ?? ''} to ${to ?? ''}`);
}

/** A place as its hops are called, without what they do there. */
function nameOf({ place, there, back }: Row, titles: Titles): string {
  const words = ['in', 'link-in', 'back-in', 'out', 'back-out'];
  const hops = [...there, ...back].map(({ hop }) => hop).sort((a, b) => rank(words, a) - rank(words, b));
  const title = hops.map((hop) => titles[hop]).find((each) => each !== undefined && !each.includes(' to '));
  return title === undefined ? place : title.replace(/^the reply at /, '').replace(/ (?:sends|answers|leaves|brings|delivers)\b.*$/, '').replace(/, .*$/, '');
}

function rank(words: readonly string[], hop: string): number {
  const at = words.indexOf(hop.split('/')[0]!);
  return at < 0 ? words.length : at;
}

function cell(step: Step): string {
  const at = step.origin.at;
  return `${short(step)}${at === undefined ? '' : `  ${fileText(at)}`}`;
}

/** Two of these stand in a line, so that a file is named without its folders. */
function fileText({ file, line }: Position): string {
  return oneLine(`${file.split('/').at(-1) ?? file}:${line}`);
}

/** `sg-web: tcp 443 from sg-edge`; `sg-web: ingress stops it`. */
function short({ origin, when, op, hop }: Step): string {
  const { resource, rule } = origin;
  const [type = '', name = ''] = [resource.slice(0, resource.indexOf(' ')), resource.slice(resource.indexOf(' ') + 1)];
  const [begins = ''] = rule.split(': ');
  const said = rule.includes(name) || (rule.includes(': ') && name.startsWith(begins));
  return oneLine(`${said ? '' : `${type.startsWith('aws_') && !ids.test(name) ? `${type}.${name}` : name}: `}${rule}${op === 'stop' && /^(?:back-)?(?:in|out|link-in|vpc)\//.test(hop) ? ' stops it' : ''}${when === undefined ? '' : ' (not certain)'}`);
}

/** Ids of AWS say of what kind the thing is; names in Terraform do not. */
const ids = /^(?:acl|eni|igw|nat|pcx|rtb|sg|subnet|tgw|vgw|vpc|vpce|i|eigw|pl)-/;

function widest(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(...texts.map((text) => text.length)));
}
