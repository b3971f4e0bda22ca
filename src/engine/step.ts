import type { Cause } from '../ir/cause.ts';
import type { Field } from '../ir/field.ts';
import { always, is, not, type Match } from '../ir/match.ts';
import { quiet } from '../ir/origin.ts';
import type { Pattern } from '../ir/pattern.ts';
import type { Case, HopId, Op, Origin, Share, Terminate, Value, Verdict } from '../ir/program.ts';
import { quoted } from '../ir/quote.ts';
import { popSession, pushSession, write, type Cells, type Traffic } from './traffic.ts';

/**
 * The only semantics of the language. A carrier says what traffic is (a point, a region, a live connection) and how
 * conditions divide it; this file says what the ops do with it.
 */
export interface Carrier<V, R> extends Cells<V, R> {
  /** Divides by first match; the branches together are the traffic given. A live carrier may need more bytes first. */
  split(traffic: Traffic<V, R>, cases: readonly Case[]): readonly Branch<V, R>[] | Need;
  /** Divides by the choices of a pick; weights of 0 are gone, and so are unhealthy shares while a healthy one exists. */
  choose(traffic: Traffic<V, R>, among: readonly Share[], op: PickOp): readonly Choice<V, R>[];
  /** The new content of a field, null for absent. Never called for sessions. */
  compute(traffic: Traffic<V, R>, field: Field, to: Value): V | null;
  /** The part of the first traffic that is also the second's, undefined if there is none; absent where traffic never divides. */
  overlap?(one: R, other: R): { readonly rest: R } | undefined;
  /** Nobody asks how traffic goes, only where: walks write down no steps and no blockers. */
  readonly unexplained?: true;
  /** The fields that have one known value, for explanations. */
  shown(traffic: Traffic<V, R>): Readonly<Record<string, string | number>>;
}

export type PickOp = Extract<Op, { op: 'pick' }>;
export type StopOp = Extract<Op, { op: 'stop' }>;
export type DialOp = Extract<Op, { op: 'dial' }>;

/** What only a live connection has to wait for: the HTTP request's head, or the TLS handshake this hop ends. */
export type Need = { readonly need: 'request' } | { readonly need: 'handshake'; readonly terminate: Terminate };

export interface Branch<V, R> {
  readonly index: number;
  readonly traffic: Traffic<V, R>;
  /** Empty: decided. Otherwise the reasons why it is not known whether traffic goes this way. */
  readonly when: readonly string[];
}

export interface Choice<V, R> {
  readonly share: Share;
  readonly fraction: number;
  readonly traffic: Traffic<V, R>;
}

/** One deciding rule that traffic met. */
export interface Step {
  readonly hop: HopId;
  /** `arrive`: a connection reaches the hop; `pass`: it is handed on to it. Only where the walk was asked what is carried. */
  readonly op: Op['op'] | 'case' | 'share' | 'arrive' | 'pass';
  readonly origin: Origin;
  readonly when?: readonly string[];
  /** Of a dial: how the connection is protected. Encrypted, and encrypted with the peer verified, are different facts. */
  readonly sealed?: Sealed;
  /** Of a dial: the identity that the dialling hop has proved of its own client. Of an ended session: the one that its end proves. */
  readonly peer?: string;
  /** The hop ends the session that was open on its connection. */
  readonly ends?: true;
  /** Of an arrival: what the connection carries, HTTP too where TLS is still around it. */
  readonly carried?: Readonly<Record<string, string | number>>;
}

export type Sealed = 'plain' | 'encrypted' | 'verified';

export interface Ending<V, R> {
  readonly traffic: Traffic<V, R>;
  readonly steps: readonly Step[];
  readonly when: readonly string[];
  readonly fraction: number;
  readonly picks: readonly { readonly op: PickOp; readonly share: Share }[];
  readonly end:
    | { readonly kind: 'stop'; readonly op: StopOp; readonly onward: Onward | undefined }
    | { readonly kind: 'goto'; readonly hop: HopId }
    | { readonly kind: 'dial'; readonly op: DialOp }
    /** Ran off the last op: only inside a part of a hop, such as a reply. */
    | { readonly kind: 'end' };
}

/** What would be run if a stop were mended. */
export interface Onward {
  readonly ops: readonly Op[];
  readonly rest: Rest | undefined;
}

/** Ops that wait after the enclosing switch. */
export interface Rest {
  readonly ops: readonly Op[];
  /** How many of the ops are done; absent: none. */
  readonly done?: number;
  readonly next: Rest | undefined;
}

type Way<V, R> = Omit<Ending<V, R>, 'end'>;
export type Run<V, R> = Generator<Need, Ending<V, R>[], Traffic<V, R>>;

/** Traffic at the start of a hop, before any step. */
export function fresh<V, R>(traffic: Traffic<V, R>): Way<V, R> {
  return { traffic, steps: [], when: [], fraction: 1, picks: [] };
}

/** Runs ops until the traffic leaves. Yields only what a live carrier needs; is resumed with the traffic enriched. */
export function* run<V, R>(carrier: Carrier<V, R>, hop: HopId, given: readonly Op[], behind: Rest | undefined, start: Way<V, R>, done = 0): Run<V, R> {
  const endings: Ending<V, R>[] = [];
  let [ops, rest, way] = [given, behind, start];
  // The last branch of a switch goes on in this loop: most switches have one.
  for (let index = done; ; index++) {
    const op = ops[index];
    if (op === undefined) {
      if (rest === undefined) return ended(endings, { ...way, end: { kind: 'end' } });
      [ops, index, rest] = [rest.ops, (rest.done ?? 0) - 1, rest.next];
      continue;
    }
    const after: Rest | undefined = index + 1 < ops.length ? { ops, done: index + 1, next: rest } : rest;
    switch (op.op) {
      case 'set':
        if ('pop' in op.to) return [...endings, ...(yield* popped(carrier, hop, op.to.pop, op, after, way))];
        way = stepped(carrier, { ...way, traffic: changed(carrier, way.traffic, op.field, op.to) }, hop, 'set', op.origin);
        break;
      case 'switch': {
        const parts = carrier.split(way.traffic, op.cases);
        const branches = 'need' in parts ? yield* divide(carrier, yield parts, op.cases) : parts;
        const taken = (branch: Branch<V, R>): Way<V, R> => stepped(carrier, { ...way, traffic: branch.traffic }, hop, 'case', op.cases[branch.index]!.origin, branch.when);
        for (let at = 0; at < branches.length - 1; at++) endings.push(...(yield* run(carrier, hop, op.cases[branches[at]!.index]!.then, after, taken(branches[at]!))));
        const last = branches.at(-1);
        if (last === undefined) return endings;
        [way, ops, index, rest] = [taken(last), op.cases[last.index]!.then, -1, after];
        break;
      }
      case 'pick':
        for (const choice of carrier.choose(way.traffic, eligible(op.among), op)) {
          const bound = write(choice.traffic, op.bind, carrier.literal(choice.share.value));
          const next = stepped(carrier, { ...way, traffic: bound, fraction: way.fraction * choice.fraction }, hop, 'share', choice.share.origin);
          const picks = [...way.picks, { op, share: choice.share }];
          endings.push(...(yield* run(carrier, hop, choice.share.then, after, { ...next, picks })));
        }
        return endings;
      case 'goto':
        return ended(endings, { ...stepped(carrier, way, hop, 'goto', op.origin), end: { kind: 'goto', hop: op.hop } });
      case 'dial':
        return ended(endings, { ...dialled(carrier, way, hop, op), end: { kind: 'dial', op } });
      case 'stop':
        return ended(endings, stopped(carrier, way, hop, op, after));
      default:
        return unreachable(op);
    }
  }
}

function ended<V, R>(endings: Ending<V, R>[], last: Ending<V, R>): Ending<V, R>[] {
  endings.push(last);
  return endings;
}

/** Drives a run to its end where nothing has to be waited for. */
export function finished<V, R>(running: Run<V, R>): readonly Ending<V, R>[] {
  const { done, value } = running.next();
  if (done !== true) throw new Error('only a live connection waits');
  return value;
}

/** Made once for each op: a live connection asks again and again. */
const handshakes = new WeakMap<Op, readonly Case[]>();

/** Ends the open session. */
function* popped<V, R>(carrier: Carrier<V, R>, hop: HopId, terminate: Terminate, op: Op, after: Rest | undefined, way: Way<V, R>): Run<V, R> {
  const cases = handshakes.get(op) ?? handshake(terminate, op.origin);
  handshakes.set(op, cases);
  const branches = yield* divide(carrier, way.traffic, cases, terminate);
  const endings: Ending<V, R>[] = [];
  for (const branch of branches) {
    const failure = cases[branch.index]!.then[0];
    const next = stepped(carrier, { ...way, traffic: branch.traffic }, hop, 'case', cases[branch.index]!.origin, branch.when);
    // What would come next, were the handshake mended, reads what is inside.
    if (failure?.op === 'stop') endings.push(stopped(carrier, branch.traffic.open.length === 0 ? next : { ...next, traffic: popSession(branch.traffic, false) }, hop, failure, after));
    else {
      const verified = branch.index >= cases.length - 1 && terminate.verify !== undefined;
      endings.push(...(yield* run(carrier, hop, [], after, closed(carrier, next, hop, op.origin, popSession(branch.traffic, verified)))));
    }
  }
  return endings;
}

/** The session is over; the step says whose identity was proved. */
function closed<V, R>(carrier: Carrier<V, R>, way: Way<V, R>, hop: HopId, origin: Origin, traffic: Traffic<V, R>): Way<V, R> {
  const peer = carrier.shown(traffic)['session.peer'];
  const step: Step = { hop, op: 'set', origin: quiet(origin), ends: true, ...(typeof peer === 'string' ? { peer } : {}) };
  return { ...way, traffic, steps: [...way.steps, step] };
}

/** How a TLS server's end of a handshake fails, in the order in which it does; the last case succeeds. */
export function handshake(terminate: Terminate, origin: Origin): readonly Case[] {
  const fails = (match: Match, cause: Cause): Case => ({
    match,
    origin,
    then: [{ op: 'stop', origin, verdict: { kind: 'handshake', cause }, instead: [] }],
  });
  const { certificate, verify } = terminate;
  const demanded: Match = { field: 'session.demand', in: [{ any: true }] };
  const named: Match = { field: 'session.name', in: [{ any: true }] };
  const cases: Case[] = [fails(not(is('session.state', 'open')), 'plaintext-to-tls')];
  cases.push(fails({ all: [demanded, not(is('session.demand', certificate.authority))] }, 'certificate-not-trusted'));
  if (certificate.names !== undefined) {
    const covered: Match = { field: 'session.name', in: certificate.names.map(certificatePattern) };
    cases.push(fails({ all: [demanded, named, not(covered)] }, 'certificate-not-trusted'));
  }
  const offered: Match = { field: 'session.offer', in: [{ any: true }] };
  if (verify?.required === true) cases.push(fails(not(offered), 'client-certificate-missing'));
  if (verify !== undefined) cases.push(fails({ all: [offered, not(is('session.offer', verify.authority))] }, 'client-certificate-not-trusted'));
  return [...cases, { match: always, then: [], origin }];
}

/** `*.example.org` in a certificate covers exactly one label (RFC 6125, section 6.4.3). */
function certificatePattern(name: string): Pattern {
  if (!name.startsWith('*.')) return { exact: name.toLowerCase() };
  return { regex: `[^.]+${quoted(name.slice(1).toLowerCase())}` };
}

function* divide<V, R>(carrier: Carrier<V, R>, from: Traffic<V, R>, cases: readonly Case[], terminate?: Terminate): Generator<Need, readonly Branch<V, R>[], Traffic<V, R>> {
  let traffic = from;
  for (;;) {
    const branches = carrier.split(traffic, cases);
    if (!('need' in branches)) return branches;
    traffic = yield terminate === undefined ? branches : { need: 'handshake', terminate };
  }
}

/** What a `set` makes of the traffic. */
export function changed<V, R>(carrier: Carrier<V, R>, traffic: Traffic<V, R>, field: Field | 'session', to: Value): Traffic<V, R> {
  if ('push' in to) return pushSession(carrier, traffic, to.push);
  if (field === 'session') throw new Error('a session is only pushed or popped');
  return write(traffic, field, carrier.compute(traffic, field, to));
}

/** Shares that can be chosen: healthy or unchecked ones; if there is none, all of them (fail open). */
export function eligible(among: readonly Share[]): readonly Share[] {
  const weighted = among.filter((share) => share.weight > 0);
  const fit = weighted.filter((share) => share.health !== 'unhealthy');
  return fit.length > 0 ? fit : weighted;
}

function stopped<V, R>(carrier: Carrier<V, R>, way: Way<V, R>, hop: HopId, op: StopOp, after: Rest | undefined): Ending<V, R> {
  const onward = op.instead === undefined ? undefined : { ops: op.instead, rest: after };
  return { ...stepped(carrier, way, hop, 'stop', op.origin), end: { kind: 'stop', op, onward } };
}

function dialled<V, R>(carrier: Carrier<V, R>, way: Way<V, R>, hop: HopId, op: DialOp): Way<V, R> {
  const session = way.traffic.open.at(-1);
  const sealed: Sealed = session === undefined ? 'plain' : session.demand === undefined ? 'encrypted' : 'verified';
  const peer = carrier.shown(way.traffic)['session.peer'];
  const step: Step = { hop, op: 'dial', origin: op.origin, sealed, ...(typeof peer === 'string' ? { peer } : {}) };
  return { ...way, steps: [...way.steps, step] };
}

function stepped<V, R>(carrier: Carrier<V, R>, way: Way<V, R>, hop: HopId, op: Step['op'], origin: Origin, when: readonly string[] = []): Way<V, R> {
  if (carrier.unexplained === true) return when.length === 0 ? way : { ...way, when: [...way.when, ...when] };
  const step: Step = { hop, op, origin, ...(when.length === 0 ? {} : { when }) };
  return { ...way, steps: [...way.steps, step], when: when.length === 0 ? way.when : [...way.when, ...when] };
}

/** Whether a verdict means that the request got no further here. */
export function blocks(verdict: Verdict): boolean {
  return verdict.kind !== 'delivered' && !(verdict.kind === 'answered' && (verdict.status < 400 || verdict.cause === 'fixed-answer'));
}

function unreachable(op: never): never {
  throw new Error(`no such op: ${JSON.stringify(op)}`);
}
