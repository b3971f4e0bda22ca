import type { Field } from '../ir/field.ts';
import { textFunction } from '../ir/functions.ts';
import type { Match } from '../ir/match.ts';
import type { Case, Live, Share, Value } from '../ir/program.ts';
import { apart, contains, isAddress } from '../ir/address.ts';
import { replacerOf } from '../ir/replace.ts';
import { refusal, takes } from '../ir/text.ts';
import { dispatchOf } from './dispatch.ts';
import type { Branch, Carrier, Choice } from './step.ts';
import { read, write, type Traffic } from './traffic.ts';

/** What a field of one request holds. A value the asker left open is unknown, with the words that say so. */
export type PointValue = string | number | readonly string[] | Unknown;

/** `within`: the address is in one of these blocks. `items`: of a comma-separated list only some entries are not known. `live`: who writes it knows it. */
export interface Unknown {
  readonly unknown: string;
  readonly live?: Live;
  readonly within?: readonly string[];
  readonly items?: readonly (string | Unknown)[];
}
export type Point = Traffic<PointValue, undefined>;

/** Answers what an `unknown` with an `ask` means right now; offline nobody can. */
export type Ask = (ask: string) => boolean | undefined;

/** A request with these fields; all others are absent. */
export function pointOf(fields: Readonly<Partial<Record<Field, PointValue>>>): Point {
  return { cells: new Map(Object.entries(fields) as [Field, PointValue][]), open: [], ended: undefined, rest: undefined };
}

/** The carrier of single requests. Exact: what it cannot decide is unknown and goes both ways, with the reason. */
export function pointCarrier(ask: Ask = () => undefined): Carrier<PointValue, undefined> {
  const carrier: Carrier<PointValue, undefined> = {
    literal: (value) => value,
    entry: () => null,
    split: (point, cases) => split(carrier, point, cases, ask),
    choose,
    compute: (point, field, to) => compute(carrier, point, field, to),
    shown: (point) => shown(carrier, point),
  };
  return carrier;
}

/** true, false, or why it is not known. */
type Truth = boolean | readonly string[];

function split(carrier: Carrier<PointValue, undefined>, point: Point, cases: readonly Case[], ask: Ask): readonly Branch<PointValue, undefined>[] {
  const branches: Branch<PointValue, undefined>[] = [];
  for (const index of candidates(carrier, point, cases)) {
    const truth = holds(carrier, point, cases[index]!.match, ask);
    if (truth === false) continue;
    if (truth === true) return [...branches, { index, traffic: point, when: branches.flatMap(({ when }) => when) }];
    branches.push({ index, traffic: point, when: truth });
  }
  return branches;
}

function candidates(carrier: Carrier<PointValue, undefined>, point: Point, cases: readonly Case[]): Iterable<number> {
  const dispatch = dispatchOf(cases);
  const value = dispatch === undefined ? undefined : read(carrier, point, dispatch.field);
  if (dispatch === undefined || value === undefined || (value !== null && typeof value === 'object')) return cases.keys();
  return dispatch.candidates(value);
}

/** Three-valued truth of a condition for one request. */
export function holds(carrier: Carrier<PointValue, undefined>, point: Point, match: Match, ask: Ask = () => undefined): Truth {
  if ('field' in match) return within(read(carrier, point, match.field), match);
  if ('all' in match) return together(match.all.map((member) => holds(carrier, point, member, ask)), false);
  if ('any' in match) return together(match.any.map((member) => holds(carrier, point, member, ask)), true);
  if ('not' in match) return negated(holds(carrier, point, match.not, ask));
  const answer = match.unknown.ask === undefined ? undefined : ask(match.unknown.ask);
  return answer ?? [match.unknown.reason];
}

function within(value: PointValue | null, match: Extract<Match, { field: Field }>): Truth {
  if (value === null) return false;
  if (typeof value === 'object' && 'unknown' in value) return doubted(value, match);
  const values: readonly (string | number)[] = typeof value === 'object' ? value : [value];
  const refused: string[] = [];
  for (const pattern of match.in) {
    for (const one of values) {
      const taken = takes(pattern, one);
      if (taken === true) return true;
      if (taken === undefined) refused.push(refusal(pattern) ?? 'a pattern that cannot be represented');
    }
  }
  return refused.length === 0 ? false : refused;
}

/** An address of which only the blocks are known is settled where those are on one side of every pattern. */
function doubted({ unknown, within: blocks }: Unknown, match: Extract<Match, { field: Field }>): Truth {
  if (match.in.some((pattern) => 'any' in pattern)) return true;
  const asked = match.in.map((pattern) => ('cidr' in pattern ? pattern.cidr : 'exact' in pattern ? pattern.exact : ''));
  if (blocks === undefined || blocks.length === 0) return [unknown];
  if (asked.every((cidr) => blocks.every((block) => apart(cidr, block) === true))) return false;
  return blocks.every((block) => asked.some((cidr) => contains(cidr, block) === true)) ? true : [unknown];
}

/** Conjunction, or disjunction if `decisive` is true: one decisive member settles it, else unknown members count. */
function together(members: readonly Truth[], decisive: boolean): Truth {
  if (members.includes(decisive)) return decisive;
  const reasons = members.flatMap((member) => (typeof member === 'boolean' ? [] : member));
  return reasons.length === 0 ? !decisive : reasons;
}

function negated(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

function choose(point: Point, among: readonly Share[]): readonly Choice<PointValue, undefined>[] {
  const total = among.reduce((sum, share) => sum + share.weight, 0);
  return among.map((share) => ({ share, fraction: share.weight / total, traffic: point }));
}

function compute(carrier: Carrier<PointValue, undefined>, point: Point, field: Field, to: Value): PointValue | null {
  if ('literal' in to) return to.literal;
  if ('absent' in to) return null;
  if ('copy' in to) return read(carrier, point, to.copy);
  if ('unknown' in to) return to;
  if ('template' in to) return filled(carrier, point, to.template);
  const own = read(carrier, point, 'nth' in to ? to.of : field);
  if ('append' in to) return appended(own, read(carrier, point, to.append));
  if (own !== null && typeof own === 'object') return 'unknown' in own ? ('nth' in to ? nthOf(own, to.nth) : own) : null;
  const text = own === null ? null : String(own);
  if ('plus' in to) return Number(text ?? 0) + to.plus;
  if (text === null) return null;
  if ('nth' in to) return nth(text, to.nth);
  if ('head' in to) return text.startsWith(to.head) ? to.with + text.slice(to.head.length) : text;
  if ('pattern' in to) return replaced(text, to.pattern, to.rewrite);
  if ('call' in to) {
    const call = textFunction(to.call);
    if (call === undefined) throw new Error(`no function ${to.call}`);
    return call(text) ?? null;
  }
  throw new Error('sessions are not fields');
}

/** A list keeps its known entries, whatever stands beside them. */
function appended(list: PointValue | null, added: PointValue | null): PointValue | null {
  if (added === null) return list;
  const open = [list, added].find((value): value is Unknown => value !== null && typeof value === 'object' && 'unknown' in value);
  if (open === undefined) return list === null || list === '' ? String(added) : `${String(list)},${String(added)}`;
  const before = list === null || list === '' ? [] : typeof list === 'object' && 'unknown' in list ? (list.items ?? [list]) : String(list).split(',').map((entry) => entry.trim());
  return { unknown: open.unknown, items: [...before, typeof added === 'object' && 'unknown' in added ? added : String(added)] };
}

/** An entry of a list that is known in part; beyond what is known the whole list is in doubt if its beginning is. */
function nthOf({ unknown, items }: Unknown, position: number): PointValue | null {
  if (items === undefined) return { unknown };
  const item = items.at(-position);
  if (item === undefined) return typeof items[0] === 'object' && items[0].within === undefined ? { unknown } : null;
  return typeof item === 'string' ? nth(item, 1) : item;
}

function filled(carrier: Carrier<PointValue, undefined>, point: Point, template: string): PointValue {
  let unknown: string | undefined;
  const text = template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = read(carrier, point, name as Field);
    if (value !== null && typeof value === 'object' && 'unknown' in value) unknown = value.unknown;
    return value === null ? '' : String(value);
  });
  return unknown === undefined ? text : { unknown };
}

function replaced(text: string, pattern: string, rewrite: string): PointValue {
  const replacer = replacerOf(pattern, rewrite);
  return 'refused' in replacer ? { unknown: replacer.refused } : replacer.replace(text);
}

function nth(list: string, position: number): string | null {
  const entry = list.split(',').at(-position)?.trim();
  return entry !== undefined && isAddress(entry) ? entry : null;
}

const sessionFields: readonly Field[] = ['session.state', 'session.sni', 'session.alpn', 'session.peer', 'session.offer'];

function shown(carrier: Carrier<PointValue, undefined>, point: Point): Record<string, string | number> {
  const known: Record<string, string | number> = {};
  for (const field of [...point.cells.keys(), ...sessionFields]) {
    const value = read(carrier, point, field);
    if (typeof value === 'string' || typeof value === 'number') known[field] = value;
    else if (value !== null && 'unknown' in value) {
      if (value.within !== undefined && value.within.length < 4) known[`${field}.within`] = value.within.join(' or ');
      if (value.items !== undefined) known[field] = value.items.map((item) => (typeof item === 'string' ? item : '?')).join(',');
    } else if (value !== null) known[field] = value.join(',');
  }
  return known;
}

/** The same request with one more field. */
export function withField(point: Point, field: Field, value: PointValue | null): Point {
  return write(point, field, value);
}
