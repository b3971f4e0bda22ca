import type { Field } from '../ir/field.ts';
import { ruleOf } from '../ir/field.ts';
import type { Match } from '../ir/match.ts';
import type { Case, Op, Share, Value } from '../ir/program.ts';
import { pointCarrier, type Ask, type Point, type PointValue } from '../engine/point.ts';
import { read } from '../engine/traffic.ts';
import type { Branch, Carrier, Choice, Need, PickOp } from '../engine/step.ts';
import type { Look } from './choose.ts';
import { fieldOf } from './request-fields.ts';
import type { Conversation } from './conversation.ts';

/** How a station's own state answers what rules leave open. */
export interface Answers {
  readonly ask: Ask;
  /** What a token of the request says. */
  token(field: Field): PointValue | null;
  /** One share of a pick. */
  choose(op: PickOp, among: readonly Share[], look: Look): Share;
}

/** The carrier of one live request, and what it had to assume. */
export interface Oracle {
  readonly carrier: Carrier<PointValue, undefined>;
  /** The traffic for which the carrier needs more bytes. */
  waiting(): Point;
  readonly assumed: string[];
}

/**
 * The carrier of a request that is arriving: rules are decided by the engine's own carrier of points, from what is on
 * the wire. Nothing of a prediction is read. Where a rule needs what has not been read yet, it says so and waits.
 */
export function oracleOf(talk: Conversation, answers: Answers): Oracle {
  const points = pointCarrier(answers.ask);
  const decided = points.split;
  const assumed: string[] = [];
  let waiting: Point | undefined;
  const need = (point: Point): Need => {
    waiting = point;
    return { need: 'request' };
  };
  const split = (point: Point, cases: readonly Case[]): readonly Branch<PointValue, undefined>[] | Need => {
    const ends = endsSession(cases);
    if (ends && !talk.shaken) return need(point);
    if (!ends && !talk.joined && readsBytes(cases)) return need(point);
    const branches = decided(point, cases);
    if ('need' in branches) return branches;
    const branch = branches.at(-1)!;
    if (branch.when.length > 0) assumed.push(...branch.when);
    if (ends && branch.index === cases.length - 1) talk.descend();
    return [branch];
  };
  const choose = (point: Point, among: readonly Share[], op: PickOp): readonly Choice<PointValue, undefined>[] => [{ share: answers.choose(op, among, (field) => read(carrier, point, field)), fraction: 1, traffic: point }];
  // Steps of a live request tell of its fields only whose it is; to show all of them would cost more than the rules.
  const shown = (point: Point): Record<string, string> => {
    const peer = read(carrier, point, 'session.peer');
    return typeof peer === 'string' ? { 'session.peer': peer } : {};
  };
  // The engine's functions look fields up through the carrier object itself, so the entry is replaced in place.
  const carrier: Carrier<PointValue, undefined> = Object.assign(points, { split, choose, shown, entry: (_: Point, field: Field) => (field.startsWith('token(') ? answers.token(field) : fieldOf(talk, field)) });
  return { carrier, assumed, waiting: () => waiting! };
}

/** Only the end of a TLS session asks what its client demanded, and asks it second (engine/step.ts, handshake). */
function endsSession(cases: readonly Case[]): boolean {
  const second = cases[1]?.match;
  const asked = second !== undefined && 'all' in second ? second.all[0] : undefined;
  return asked !== undefined && 'field' in asked && asked.field === 'session.demand';
}

/** Whether a list of cases can only be decided by what the client sends. */
function readsBytes(cases: readonly Case[]): boolean {
  reading ??= new WeakMap();
  const known = reading.get(cases);
  if (known !== undefined) return known;
  const found = cases.some(({ match }) => fieldsOf(match).some(onWire));
  reading.set(cases, found);
  return found;
}

let reading: WeakMap<readonly Case[], boolean> | undefined;

function onWire(field: Field): boolean {
  return field === 'preamble' || field.startsWith('session.') || ruleOf(field).http === true;
}

/** Every field that a condition reads. */
export function fieldsOf(match: Match): readonly Field[] {
  if ('field' in match) return [match.field];
  if ('all' in match) return match.all.flatMap(fieldsOf);
  if ('any' in match) return match.any.flatMap(fieldsOf);
  return 'not' in match ? fieldsOf(match.not) : [];
}

/** Whether a hop's own ops write or copy what only the first bytes tell, so that they must be read before it starts. */
export function readsFirst(ops: readonly Op[]): boolean {
  eager ??= new WeakMap();
  const known = eager.get(ops);
  if (known !== undefined) return known;
  const found = ops.some(opReads);
  eager.set(ops, found);
  return found;
}

let eager: WeakMap<readonly Op[], boolean> | undefined;

function opReads(op: Op): boolean {
  switch (op.op) {
    case 'set':
      return valueReads(op.field, op.to);
    case 'switch':
      return op.cases.some(({ then }) => readsFirst(then));
    case 'pick':
      return op.among.some(({ then }) => readsFirst(then)) || (op.by !== undefined && ('cookie' in op.by || onWire(op.by.hash)));
    case 'dial':
      return op.reply.some(({ then }) => then.some((each) => each.op === 'stop' && each.verdict.kind === 'answered'));
    default:
      return false;
  }
}

function valueReads(field: Field | 'session', to: Value): boolean {
  // Whoever writes or drops a PROXY protocol header need not read what comes behind it.
  if (field !== 'session' && field !== 'preamble' && onWire(field)) return true;
  if ('copy' in to) return onWire(to.copy);
  if ('append' in to) return onWire(to.append);
  if ('nth' in to) return onWire(to.of);
  if ('template' in to) return true;
  return 'push' in to && [to.push.sni, to.push.demand?.name].some((name) => typeof name === 'object' && onWire(name.copy));
}
