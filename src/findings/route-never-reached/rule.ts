import { routingServices } from '../../dialects/istio/routes/virtual-services.ts';
import { list, record } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, pathText, valueAt, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';
import { routeTables, shadowsOf, type RouteCase } from '../shadows.ts';
import { contests } from '../virtual-hosts.ts';

/** Routes before it in the same VirtualService take every request that a route would take. */
export const rule: Rule = {
  name: 'route-never-reached',
  severity: 'warning',
  aliases: ['IST0130', 'IST0131'],
  find,
};

function* find(path: Path): Iterable<Finding> {
  const told = new Set<string>();
  const judged = new Set<Resource>();
  for (const { path: known, hop, virtualServices } of contests(path)) {
    // Its routes stand in the same order wherever it is attached.
    if (virtualServices.every((each) => judged.has(each))) continue;
    for (const each of virtualServices) judged.add(each);
    for (const routes of routeTables(known, hop)) {
      yield* behindEverything(virtualServices, routes, told);
      yield* covered(virtualServices, routes, told);
    }
  }
  yield* streams(path.estate);
}

function* covered(virtualServices: readonly Resource[], routes: readonly RouteCase[], told: Set<string>): Iterable<Finding> {
  const shadows = shadowsOf();
  for (const [index, route] of routes.entries()) {
    const resource = virtualServices.find((each) => nameOf(each) === route.resource);
    const before = routes.slice(0, index).filter((other) => other.resource === route.resource && !isForSome(resource, other));
    const key = `${route.resource} ${pathText(route.place)}`;
    if (resource === undefined || before.length === 0 || told.has(key) || !shadows.coveredTogether(route, before)) continue;
    told.add(key);
    yield found(resource, route, shadows.coveredBy(route, before) ?? before.at(-1)!, routes);
  }
}

/** Routes for bytes that say the same as one before them, by how they are written. */
function* streams(estate: Estate): Iterable<Finding> {
  for (const resource of routingServices(estate).filter(isWritten)) {
    for (const kind of ['tls', 'tcp']) {
      if (list(record(resource.body['spec'])[kind]).length < 2) continue;
      const first = new Map<string, number>();
      for (const [index, route] of readerOf(resource).get('spec', kind).each().entries()) {
        const matches = route.get('match').each();
        const keys = matches.length === 0 ? [''] : matches.map(({ value }) => JSON.stringify(value));
        const winners = keys.map((key) => first.get(key) ?? (kind === 'tcp' ? first.get('') : undefined));
        const winner = winners.every((each) => each !== undefined) ? winners[0] : undefined;
        if (winner !== undefined) yield stream(resource, [...route.path], kind, index, winner);
        for (const key of keys) if (!first.has(key)) first.set(key, index);
      }
    }
  }
}

function stream(resource: Resource, path: readonly (string | number)[], kind: string, index: number, winner: number): Finding {
  return findingAt(rule, { resource, path }, {
    message: `${kind} rule ${index + 1} of ${nameOf(resource)} takes no connection: ${kind} rule ${winner + 1} comes first`,
    label: `everything that it would take goes to ${kind} rule ${winner + 1}`,
    because: [because(nameOf(resource), `${kind} rule ${winner + 1} takes the same, or everything`, { resource, path: ['spec', kind, winner] })],
  });
}

/** What a match asks of the client is settled before any request comes: for other clients the route is not there. */
function isForSome(resource: Resource | undefined, { place }: RouteCase): boolean {
  const match = resource === undefined ? undefined : valueAt(resource.body, place);
  return match !== null && typeof match === 'object' && ['sourceLabels', 'sourceNamespace', 'gateways', 'port'].some((name) => name in match);
}

function found(resource: Resource, route: RouteCase, winner: RouteCase, routes: readonly RouteCase[]): Finding {
  const [rule1, rule2] = [ruleOf(winner), ruleOf(route)];
  const siblings = routes.filter((each) => each.resource === route.resource && ruleOf(each) === rule2);
  const partly = siblings.length > 1;
  return findingAt(rule, { resource, path: route.place }, {
    message: partly ? `a match of ${rule2} of ${nameOf(resource)} takes no request: ${rule1 === rule2 ? 'another match of it' : rule1} comes first` : `${rule2} of ${nameOf(resource)} takes no request: ${rule1} comes first`,
    label: `everything that it would take goes to ${rule1 === rule2 ? 'a match before it' : rule1}`,
    because: [because(nameOf(resource), `${rule1} is tried before it: ${clause(winner)}`, { resource, path: winner.place })],
    ...(partly ? { severity: 'note' as const } : {}),
  });
}

/** Routes behind one that takes every request are not even sent to the proxy. */
function* behindEverything(virtualServices: readonly Resource[], routes: readonly RouteCase[], told: Set<string>): Iterable<Finding> {
  for (const resource of virtualServices) {
    const last = routes.find((each) => each.resource === nameOf(resource) && each.general && !isForSome(resource, each));
    const index = last?.place[2];
    if (last === undefined || typeof index !== 'number') continue;
    const http = valueAt(resource.body, ['spec', 'http']);
    const behind = Array.isArray(http) ? http.length - index - 1 : 0;
    const key = `${nameOf(resource)} behind`;
    if (behind === 0 || told.has(key)) continue;
    told.add(key);
    const names = Array.from({ length: behind }, (_, at) => `rule ${index + at + 2}`);
    yield findingAt(rule, { resource, path: ['spec', 'http', index + 1] }, {
      message: `${listed(names)} of ${nameOf(resource)} ${behind === 1 ? 'takes' : 'take'} no request: rule ${index + 1} takes them all`,
      label: `stands behind rule ${index + 1}, which has no condition`,
      because: [because(nameOf(resource), `rule ${index + 1} takes every request and ends the list`, { resource, path: last.place })],
    });
  }
}

function ruleOf({ place }: RouteCase): string {
  return `rule ${Number(place[2]) + 1}`;
}

function clause(route: RouteCase): string {
  return (route.case.origin.note ?? '').split(':')[0] ?? '';
}
