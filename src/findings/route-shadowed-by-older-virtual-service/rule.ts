import type { Path } from '../../path/path.ts';
import { nameOf, pathText, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';
import { routeTables, shadowsOf, type RouteCase, type Shadows } from '../shadows.ts';
import { contests, type Contest } from '../virtual-hosts.ts';

/** Two VirtualServices share a host of a gateway, and the older one takes what a route of the younger one is for. */
export const rule: Rule = {
  name: 'route-shadowed-by-older-virtual-service',
  severity: 'warning',
  aliases: ['IST0130', 'KIA1106'],
  find,
};

/** Pairs of routes are compared up to so many of a host. */
const most = 60;

function* find(path: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const contest of contests(path)) {
    if (!contest.joined || contest.virtualServices.length < 2) continue;
    const routes = (routeTables(contest.path, contest.hop)[0] ?? []).slice(0, most);
    const shadows = shadowsOf();
    for (const [index, route] of routes.entries()) {
      const winner = winnerOf(contest, shadows, routes, route, index);
      const key = `${route.resource} ${pathText(route.place)}`;
      const resource = contest.virtualServices.find((each) => nameOf(each) === route.resource);
      if (winner === undefined || resource === undefined || !isWritten(resource) || told.has(key)) continue;
      told.add(key);
      // Of two that take the same, whichever is younger loses: that is one finding.
      if (!contest.agesKnown && shadows.coveredBy(winner, [route]) !== undefined) told.add(`${winner.resource} ${pathText(winner.place)}`);
      yield found(contest, resource, route, winner);
    }
  }
}

/** A route of another VirtualService that takes everything, if that one is older; those that take every request come last anyway. */
function winnerOf({ agesKnown }: Contest, shadows: Shadows, routes: readonly RouteCase[], route: RouteCase, index: number): RouteCase | undefined {
  const others = (agesKnown ? routes.slice(0, index) : routes).filter((other) => other.resource !== route.resource && other.general === route.general);
  return shadows.coveredBy(route, others);
}

function found({ host, agesKnown, virtualServices }: Contest, resource: Resource, route: RouteCase, winner: RouteCase): Finding {
  const other = virtualServices.find((each) => nameOf(each) === winner.resource);
  const [own, theirs] = [ruleName(route), ruleName(winner)];
  return findingAt(rule, { resource, path: route.place }, {
    message: agesKnown ? `${own} of ${nameOf(resource)} takes no request to ${host}: ${winner.resource} is older` : `${own} of ${nameOf(resource)} takes no request to ${host} if ${winner.resource} is older than it`,
    label: agesKnown ? `everything that it would take goes to ${theirs} of ${winner.resource}` : 'no file says which is older',
    because: [
      because(winner.resource, agesKnown ? `is older, so its routes come first, and ${theirs} takes all of it` : `if this one is older: ${theirs} takes all of it`, ...(other === undefined ? [] : [{ resource: other, path: winner.place }])),
      ...(agesKnown ? [] : [because(nameOf(resource), `if this one is older: ${own} takes it first`, { resource, path: route.place })]),
    ],
  });
}

function ruleName({ place }: RouteCase): string {
  return `rule ${Number(place[2]) + 1}`;
}
