import { balancersOf, type Listener } from '../dialects/aws/balancers.ts';
import type { Rule } from '../dialects/aws/rules.ts';
import { regionOf } from '../engine/region.ts';
import { createStore, type Store } from '../engine/store.ts';
import { example } from '../engine/witness.ts';
import { always, not, present, type Match } from '../ir/match.ts';
import type { Estate } from '../resource/estate.ts';
import { nameOf, type Position } from '../resource/resource.ts';
import { matchOf, mayOverlap } from './listener-rules.ts';
import { shadowsOf, type RouteCase, type Shadows } from './shadows.ts';

/** Whether a rule of a listener gets any request at all. */
export interface Reach {
  readonly rule: Rule;
  /** Rules before it that take everything that it would; absent: it gets requests, as far as is known. */
  readonly behind?: readonly Rule[];
  /** `GET https://shop.example.com/a`: one that it gets, or is for; undefined: none can be written down for sure. */
  request(): string | undefined;
}

/** What knows sets of requests. Shared by listeners, it learns what they have in common once. */
interface Sets {
  readonly store: Store;
  readonly shadows: Shadows;
}

/** Knows nothing yet. */
export function setsOfRequests(): Sets {
  return { store: createStore(), shadows: shadowsOf() };
}

/** The rules of a listener in their order, by sets of requests and not by how they are written. */
export function reachesOf(listener: Listener, { store, shadows }: Sets): readonly Reach[] {
  const before: { readonly rule: Rule; readonly takes: RouteCase | undefined }[] = [];
  return listener.rules.map((rule): Reach => {
    // Most rules have nothing in common with most others, which is seen without any set.
    const rivals = before.filter((each) => mayOverlap(each.rule, rule));
    const behind = rivals.length === 0 ? undefined : winners(shadows, rule, rivals);
    before.push({ rule, takes: caseOf(rule, 'surely') });
    return { rule, request: () => requestFor(store, rule, listener, behind === undefined ? rivals.map((each) => each.rule) : []), ...(behind === undefined ? {} : { behind }) };
  });
}

function winners(shadows: Shadows, rule: Rule, rivals: readonly { readonly rule: Rule; readonly takes: RouteCase | undefined }[]): readonly Rule[] | undefined {
  const most = caseOf(rule, 'at most');
  const known = rivals.flatMap(({ rule: rival, takes }) => (takes === undefined ? [] : [{ rival, takes }]));
  const takes = known.map((each) => each.takes);
  if (most === undefined || !shadows.coveredTogether(most, takes)) return undefined;
  const one = shadows.coveredBy(most, takes);
  return known.filter((each) => one === undefined || each.takes === one).map(({ rival }) => rival);
}

/** What is known of the rule that a place of a file makes on a port, with that priority: how it is called in a plan. */
export function reachAt(estate: Estate): (port: number, priority: number, at: Position | undefined) => Reach | undefined {
  const known = new Map<string, Reach>();
  const sets = setsOfRequests();
  for (const listener of balancersOf(estate).flatMap(({ listeners }) => listeners)) {
    for (const reach of reachesOf(listener, sets)) known.set(keyOf(listener.port, reach.rule.priority, reach.rule.resource.locate([])), reach);
  }
  return (port, priority, at) => known.get(keyOf(port, priority, at));
}

function keyOf(port: number, priority: number, at: Position | undefined): string {
  return JSON.stringify([port, priority, at?.file, at?.line, at?.column]);
}

/** A rule as sets of requests see it. */
function caseOf(rule: Rule, bound: 'surely' | 'at most'): RouteCase | undefined {
  const match = matchOf(rule, bound);
  const resource = nameOf(rule.resource);
  return match === undefined ? undefined : { case: { match, then: [], origin: { resource, rule: String(rule.priority) } }, resource, place: [], general: match === always };
}

/** A request that a rule surely takes and these others surely do not. */
function requestFor(store: Store, rule: Rule, { protocol, port }: Listener, others: readonly Rule[]): string | undefined {
  const [own, theirs] = [matchOf(rule, 'surely'), others.map((other) => matchOf(other, 'at most'))];
  if (own === undefined || theirs.includes(undefined)) return undefined;
  const asked: Match = { all: [own, ...theirs.flatMap((match) => (match === undefined ? [] : [not(match)])), present('host'), present('method'), { field: 'path', in: [{ regex: '/.*' }] }] };
  const found = example(store, regionOf(store, asked).rest);
  if (found === undefined) return undefined;
  const { host, method, path } = found.fields;
  const usual = port === (protocol === 'HTTPS' ? 443 : 80);
  return `${String(method ?? 'GET')} ${protocol.toLowerCase()}://${String(host ?? 'any.example')}${usual ? '' : `:${port}`}${String(path ?? '/')}`;
}
