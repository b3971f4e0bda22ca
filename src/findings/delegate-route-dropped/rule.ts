import { httpRoutesOf, type DroppedRoute } from '../../dialects/istio/routes/http-routes.ts';
import { routingServices } from '../../dialects/istio/routes/virtual-services.ts';
import { list, record } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** A route of a delegate, or a whole delegate, does not make it into the routes of who delegates. */
export const rule: Rule = {
  name: 'delegate-route-dropped',
  severity: 'error',
  aliases: ['IST0101'],
  leadsTo: ['no-route'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const virtualService of routingServices(estate)) {
    const delegates = list(record(virtualService.body['spec'])['http']).some((route) => record(route)['delegate'] !== undefined);
    if (!isWritten(virtualService) || !delegates) continue;
    for (const dropped of httpRoutesOf(estate, virtualService).dropped) yield found(dropped);
  }
}

function found({ route, root, reason }: DroppedRoute): Finding {
  const whole = route.resource === root.resource;
  return findingAt(rule, { resource: route.resource, path: whole ? [...route.path, 'delegate'] : [...route.path, 'match'] }, {
    message: whole ? `requests that ${nameOf(root.resource)} gives to a delegate find no route: ${reason}` : `a route of ${nameOf(route.resource)} takes no request: ${reason}`,
    label: whole ? reason : 'left out of the merged routes',
    because: whole ? [] : [because(nameOf(root.resource), 'delegates only what its own match takes; a delegate can make that narrower, and nothing else', { resource: root.resource, path: [...root.path, 'match'] })],
  });
}
