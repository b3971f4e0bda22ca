import { wayOf as packetsOf } from '../dialects/aws/network/wire.ts';
import type { Field } from '../ir/field.ts';
import type { HopId, Verdict } from '../ir/program.ts';
import { pointCarrier, type PointValue } from '../engine/point.ts';
import type { Step } from '../engine/step.ts';
import { read } from '../engine/traffic.ts';
import { walk, type Blocker, type Way } from '../engine/walk.ts';
import { agentIsAssumed } from './agent.ts';
import { askerOf } from './asker.ts';
import { arrive, type Arrival, type Nowhere } from './arrive.ts';
import type { Assumption } from './assumption.ts';
import { assumptionsOf } from './assume.ts';
import type { HealthState } from './health.ts';
import { passedOn, type Passed } from './passed.ts';
import type { Path } from './path.ts';
import type { Request } from './request.ts';
import { seenOn, type Seen } from './seen.ts';
import { takenBy } from './taken.ts';
import { addressesThatDiffer } from './thin.ts';

/** One thing that can happen to the request. */
export interface Outcome {
  /** Among several: what has to be so, empty if this always happens. Alone: why the answer is not certain, empty if it is. */
  readonly when: readonly string[];
  /** Part of such requests, 1 = all. */
  readonly share: number;
  readonly verdict: Verdict;
  /** Of a connection that stands: what bytes get which are neither HTTP nor TLS. */
  readonly bytes?: Verdict;
  /** The hop that makes the answer; absent where no hop was reached. */
  readonly by?: HopId;
  /** Workloads that get it, if any. */
  readonly workloads: readonly string[];
  readonly steps: readonly Step[];
  /** What each hop on the way sees of the connection that reaches it. */
  readonly seen: readonly Seen[];
  /** The addresses of its packets, where they are known to be packets. */
  readonly passed: readonly Passed[];
  readonly blockers: readonly Blocker[];
  readonly arrived?: Arrived;
}

/** What the workload sees. */
export interface Arrived {
  readonly workload: string;
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly peer?: string;
}

export interface Trace {
  readonly request: Request;
  /** One member: the answer. Several: it depends, each with its condition or share; the first is the likeliest. */
  readonly outcomes: readonly Outcome[];
  /** Why no hop was reached; absent otherwise. */
  readonly nowhere?: string;
  /** The station that the client means; absent: none, or one of several. */
  readonly entry?: HopId;
  readonly health: readonly TargetHealth[];
  readonly assumptions: readonly Assumption[];
  /** Titles of the hops that the steps name. */
  readonly titles: Readonly<Record<HopId, string>>;
}

/** What a balancer's checks of a target find, where all of its nodes that ask find the same. */
export interface TargetHealth extends HealthState {
  readonly failOpen: boolean;
  /** The interfaces of the nodes that find so; empty: the inputs do not tell its nodes apart. */
  readonly nodes: readonly string[];
}

/** Follows one request through the path. The text is for requests that cannot be asked. */
export function traceOf(path: Path, asked: Request): Trace | { readonly wrong: string } {
  const request = { ...asked, from: askerOf(path, asked) };
  const arrival = arrive(path, asked);
  if ('wrong' in arrival) return arrival;
  if (!('entry' in arrival)) return lost(request, arrival);
  const ways = walk(path.program, pointCarrier(), arrival.start ?? arrival.entry, arrival.point, { onward: true, carried: true });
  const outcomes = merged(witnessedBySource(path, request, arrival, ways) ?? ways.map((way) => outcomeOf(path, way, request)));
  const health = healthMet(path, ways);
  const titles = titlesOf(path, ways);
  return { request, outcomes, ...(arrival.entry === arrival.start ? {} : { entry: packetsOf(arrival.entry)?.to ?? arrival.entry }), health, titles, assumptions: [...assumptionsOf(path, arrival as Arrival, outcomes, health), ...namesItself(path, request, outcomes)] };
}

/** Without a User-Agent the answer is another one. */
function namesItself(path: Path, request: Request, outcomes: readonly Outcome[]): readonly Assumption[] {
  if (!agentIsAssumed(path, request)) return [];
  const { agent: _agent, ...silent } = request;
  const without = traceOf(path, silent);
  const faces = (all: readonly Outcome[]): string => JSON.stringify(all.map(({ verdict }) => verdict));
  if ('wrong' in without || faces(without.outcomes) === faces(outcomes)) return [];
  const [stop] = without.outcomes.flatMap(({ blockers }) => blockers);
  return [{ name: 'client-sends-user-agent', layer: 'applications', text: `the client sends a User-Agent, as curl and browsers do${stop === undefined ? '' : `; without one ${stop.origin.rule} stops it`} (-H 'User-Agent:' sends none)` }];
}

/** Where the answer depends on who asks: the answers for one address each; undefined where it depends on something else. */
function witnessedBySource(path: Path, request: Request, arrival: Arrival, ways: readonly Way<PointValue, undefined>[]): readonly Outcome[] | undefined {
  if (ways.every(({ when }) => when.length === 0)) return undefined;
  const addresses = addressesThatDiffer(path, arrival, request.from);
  if (addresses.length === 0) return undefined;
  const [only] = addresses.length === 1 ? addresses : [];
  const witnessed = addresses.flatMap((address) => {
    const asked = arrive(path, { ...request, from: { kind: 'address', address } });
    if (!('entry' in asked)) return [];
    const answers = walk(path.program, pointCarrier(), asked.start ?? asked.entry, asked.point, { onward: true, carried: true });
    return answers.map((way) => ({ ...outcomeOf(path, way, request), when: [...(only === undefined ? [`the client's address: this is the answer for ${address}`] : []), ...new Set(way.when)] }));
  });
  // Addresses that are in no subnet witness nothing.
  return witnessed.length === 0 ? undefined : witnessed;
}

function lost(request: Request, { verdict, why }: Nowhere): Trace {
  const outcome: Outcome = { when: [], share: 1, verdict, workloads: [], steps: [], seen: [], passed: [], blockers: [] };
  return { request, outcomes: [outcome], nowhere: why, health: [], assumptions: [], titles: {} };
}

function outcomeOf(path: Path, walked: Way<PointValue, undefined>, request: Request): Outcome {
  const way = takenBy(path.program, walked, request);
  const workload = way.verdict.kind === 'delivered' ? way.verdict.workload : undefined;
  return {
    when: [...new Set(way.when)],
    share: way.fraction,
    verdict: way.verdict,
    ...(way.bytes === undefined ? {} : { bytes: way.bytes }),
    by: way.by,
    workloads: workload === undefined ? [] : [workload],
    steps: way.steps.filter(({ op }) => op !== 'arrive' && op !== 'pass'),
    seen: seenOn(way.steps),
    passed: passedOn(way.steps, (hop) => path.program.hop(hop)?.title ?? hop),
    blockers: [...way.blockers, ...roundAndRound(way, request)],
    ...(workload === undefined ? {} : { arrived: arrivedAt(way, workload) }),
  };
}

/** A redirect to where the client is already: it comes back, and nothing has changed. */
function roundAndRound({ verdict, by, steps }: Way<PointValue, undefined>, { url }: Request): readonly Blocker[] {
  const told = steps.findLast(({ hop, origin }) => hop === by && origin.note !== undefined)?.origin;
  if (verdict.kind !== 'answered' || verdict.location === undefined || told === undefined || hrefOf(verdict.location) !== hrefOf(url)) return [];
  return [{ cause: 'loop', hop: by, origin: told, verdict, dialler: 'client', dialledBy: undefined, fields: {} }];
}

/** Without a fragment, and with default ports left out; undefined for what is no URL. */
function hrefOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).href.replace(/#.*$/, '') : undefined;
}

/** A token in whatever header: its first part is a JSON object in base64. */
const tokenForm = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/;

function arrivedAt({ traffic: point, steps }: Way<PointValue, undefined>, workload: string): Arrived {
  const value = (field: Field): string | undefined => {
    const found = read(pointCarrier(), point, field);
    return found === null || (typeof found === 'object' && 'unknown' in found) ? undefined : String(found);
  };
  const headers: Record<string, string> = {};
  for (const field of point.cells.keys()) {
    const name = field === 'forwarded' ? 'x-forwarded-for' : /^header\((.+)\)$/.exec(field)?.[1];
    const text = name === undefined ? undefined : value(field);
    if (name !== undefined && text !== undefined) headers[name] = /^(authorization|cookie|x-amzn-oidc-.*)$/.test(name) || tokenForm.test(text) ? '(masked)' : text;
  }
  const [host, path, method, peer] = [value('host'), value('path'), value('method'), value('session.peer') ?? steps.findLast(({ op }) => op === 'dial')?.peer];
  return { workload, headers, ...(host === undefined ? {} : { host }), ...(path === undefined ? {} : { path }), ...(method === undefined ? {} : { method }), ...(peer === undefined ? {} : { peer }) };
}

/**
 * Outcomes that nobody could tell apart are one: same answer, same blockers. If only one answer is left, it does not
 * depend on what decided between different ways; but a doubt, which both ways pass alike, keeps it from being certain.
 */
function merged(outcomes: readonly Outcome[]): readonly Outcome[] {
  const byFace = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const { verdict } = outcome;
    const face = JSON.stringify([verdict.kind, 'status' in verdict ? verdict.status : '', outcome.blockers.map(({ cause, origin }) => [cause, origin.resource, origin.rule])]);
    byFace.set(face, [...(byFace.get(face) ?? []), outcome]);
  }
  const faces = [...byFace.values()];
  return faces.map((alike) => one(alike, faces.length === 1 ? doubted(alike) : shortest(alike))).sort((a, b) => a.when.length - b.when.length || b.share - a.share);
}

function one([first, ...others]: readonly Outcome[], when: readonly string[]): Outcome {
  const alike = [first!, ...others];
  return { ...first!, when, share: shareOf(alike), workloads: [...new Set(alike.flatMap(({ workloads }) => workloads))] };
}

/** The same way on both sides of an unknown is one part of the requests, not two. */
function shareOf(outcomes: readonly Outcome[]): number {
  const byWay = new Map(outcomes.map((outcome) => [wayOf(outcome), outcome.share]));
  return Math.min(1, [...byWay.values()].reduce((sum, share) => sum + share, 0));
}

function wayOf({ steps }: Outcome): string {
  return JSON.stringify(steps.map(({ hop, op, origin }) => [hop, op, origin.resource, origin.rule, origin.note, origin.at]));
}

function shortest(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map(({ when }) => when).sort((a, b) => a.length - b.length)[0] ?? [];
}

/** Reasons that divided traffic without a difference: whatever is so, the same steps were taken, because what it changes is not modelled. */
function doubted(outcomes: readonly Outcome[]): readonly string[] {
  const byWay = new Map<string, readonly string[]>();
  const reasons = new Set<string>();
  for (const outcome of outcomes) {
    const { when } = outcome;
    const way = wayOf(outcome);
    const before = byWay.get(way);
    if (before === undefined) byWay.set(way, when);
    else for (const reason of when) if (before.includes(reason)) reasons.add(reason);
  }
  return [...reasons];
}

/** Every node of a balancer checks for itself; what several find alike is said once. */
function healthMet(path: Path, ways: readonly Way<PointValue, undefined>[]): readonly TargetHealth[] {
  const hops = [...new Set(ways.flatMap(({ steps }) => steps.map(({ hop }) => hop)))];
  return hops.flatMap((hop) => {
    const states = path.health.states(hop);
    const found = new Map<string, TargetHealth>();
    for (const [node, own] of byNode(states)) {
      const failOpen = own.every(({ state, check }) => (check.described?.state ?? state) === 'unhealthy');
      for (const state of own) {
        const key = JSON.stringify([state.target, state.state, state.cause, state.verdict, state.assumed, failOpen]);
        const before = found.get(key);
        found.set(key, { ...(before ?? state), failOpen, nodes: [...(before?.nodes ?? []), ...(node === '' ? [] : [node])] });
      }
    }
    return [...found.values()];
  });
}

function byNode(states: readonly HealthState[]): ReadonlyMap<string, readonly HealthState[]> {
  const nodes = new Map<string, HealthState[]>();
  for (const state of states) {
    const node = state.check.place?.interface ?? '';
    const own = nodes.get(node);
    if (own === undefined) nodes.set(node, [state]);
    else own.push(state);
  }
  return nodes;
}

function titlesOf(path: Path, ways: readonly Way<PointValue, undefined>[]): Record<HopId, string> {
  const titles: Record<HopId, string> = {};
  for (const { steps, by, blockers } of ways) for (const id of [by, ...blockers.map(({ hop }) => hop), ...steps.map(({ hop }) => hop)]) titles[id] ??= path.program.hop(id)?.title ?? id;
  return titles;
}
