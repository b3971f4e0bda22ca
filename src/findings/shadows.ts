import { setOf } from '../engine/compile-switch.ts';
import { meet } from '../engine/diagram.ts';
import { regionCarrier, regionOf } from '../engine/region.ts';
import { createStore, none, type Diagram } from '../engine/store.ts';
import { always, present } from '../ir/match.ts';
import type { Case, HopId, Op } from '../ir/program.ts';
import type { Path } from '../path/path.ts';
import type { Path as Place } from '../resource/resource.ts';

/** A route of a virtual host: its case in the program, and where in a VirtualService it stands. */
export interface RouteCase {
  readonly case: Case;
  /** `VirtualService shop/web` */
  readonly resource: string;
  readonly place: Place;
  /** Takes every request: such routes of a gateway's virtual host stand behind all others. */
  readonly general: boolean;
}

/**
 * The routes of a hop in the order in which they are tried: one list, or one for each VirtualService that may be the
 * one that counts. Empty where it has none.
 */
export function routeTables(path: Path, hop: HopId): readonly (readonly RouteCase[])[] {
  return tablesIn(path.program.hop(hop)?.ops ?? []);
}

/** The table stands last; where age decides which one counts, each stands in a case of its own. */
function tablesIn(ops: readonly Op[]): readonly (readonly RouteCase[])[] {
  const last = ops.at(-1);
  if (last?.op !== 'switch') return [];
  const routes = last.cases.flatMap(routeOf);
  return routes.length > 0 ? [routes] : last.cases.flatMap(({ then }) => tablesIn(then));
}

function routeOf(each: Case): readonly RouteCase[] {
  const { resource, attribute } = each.origin;
  return attribute === undefined || !/^spec\.http\[\d+\]/.test(attribute) ? [] : [{ case: each, resource, place: placeOf(attribute), general: generalMatches.includes(JSON.stringify(each.match)) }];
}

/** As routes that take everything are lowered; istiod counts the pattern `.*` among them, and no other. */
const generalMatches: readonly string[] = [always, { field: 'path', in: [{ regex: '.*' }] }].map((match) => JSON.stringify(match));

/** Decides which of several routes take requests that others leave, by sets of requests and not by how they are written. */
export interface Shadows {
  /** The first of these routes that alone takes everything that the route would; undefined: none does. */
  coveredBy(route: RouteCase, others: readonly RouteCase[]): RouteCase | undefined;
  /** Whether these take everything together. */
  coveredTogether(route: RouteCase, others: readonly RouteCase[]): boolean;
}

/** For the routes of one virtual host. */
export function shadowsOf(): Shadows {
  const store = createStore();
  const carrier = regionCarrier(store);
  // What every HTTP request has that a proxy routes: a path begins with a slash and is one line.
  const everything = regionOf(store, { all: [{ field: 'path', in: [{ regex: '/.*' }] }, present('method'), present('host')] });
  const taken = (route: RouteCase): Diagram => setOf(store, route.case.match);
  const left = (route: RouteCase, others: readonly RouteCase[]): boolean => {
    // Who takes none of the same requests says nothing of them: a switch over all hosts of a balancer is large.
    const near = others.filter((other) => meet(store, taken(other), taken(route)) !== none);
    const cases = [...near.map((other) => other.case), route.case, { ...route.case, match: always }].map(({ match, origin }): Case => ({ match, origin, then: [] }));
    const branches = carrier.split(everything, cases);
    return 'need' in branches || branches.some(({ index }) => index === near.length);
  };
  return {
    coveredBy: (route, others) => others.find((other) => !left(route, [other])),
    coveredTogether: (route, others) => others.length > 0 && !left(route, others),
  };
}

/** `spec.http[1].match[0]` as a path. */
function placeOf(attribute: string): Place {
  return [...attribute.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => (index === undefined ? (name ?? '') : Number(index)));
}
