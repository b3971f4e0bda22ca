import { policiesFor } from '../../dialects/istio/policies/attachment.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { routedClaim } from '../../dialects/istio/policies/tokens.ts';
import { gatewayName, routingServices } from '../../dialects/istio/routes/virtual-services.ts';
import { list, record } from '../../dialects/kubernetes/fields.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Path as Place, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import { podsOfGateway, writtenGateways } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** A route looks at a claim of a token, and nothing at the gateway checks tokens: the claim is never there. */
export const rule: Rule = {
  name: 'claim-route-without-token-check',
  severity: 'error',
  aliases: ['IST0149'],
  leadsTo: ['no-route'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const virtualService of routingServices(estate)) {
    const asking = isWritten(virtualService) ? askingClaims(virtualService) : undefined;
    const pod = asking === undefined ? undefined : uncheckedAt(estate, virtualService);
    if (asking === undefined || pod === undefined) continue;
    yield findingAt(rule, { resource: virtualService, path: asking, part: 'key' }, {
      message: `the route of ${nameOf(virtualService)} for ${String(asking.at(-1))} takes no request: nobody at gateway ${pod.namespace}/${pod.name} reads tokens`,
      label: 'a claim is there only after a RequestAuthentication has accepted the token',
      because: [because(`gateway ${pod.namespace}/${pod.name}`, 'is selected by no RequestAuthentication; one at the workload comes too late, the gateway has chosen the route by then')],
    });
  }
}

/** The first header of a match that stands for a claim. */
function askingClaims(virtualService: Resource): Place | undefined {
  for (const [index, route] of list(record(virtualService.body['spec'])['http']).map(record).entries()) {
    for (const [at, match] of list(route['match']).map(record).entries()) {
      const key = Object.keys(record(match['headers'])).find((name) => routedClaim(name) !== undefined);
      if (key !== undefined) return ['spec', 'http', index, 'match', at, 'headers', key];
    }
  }
  return undefined;
}

/** A pod of its gateways where no RequestAuthentication applies. */
function uncheckedAt(estate: Estate, virtualService: Resource): Pod | undefined {
  const { rootNamespace } = meshOf(estate);
  const named = readerOf(virtualService).get('spec', 'gateways').strings().map((name) => gatewayName(name, virtualService.namespace ?? ''));
  const gateways = writtenGateways(estate).filter((gateway) => named.includes(`${gateway.namespace ?? ''}/${gateway.name}`) && gateway.scope === virtualService.scope);
  return gateways.flatMap((gateway) => podsOfGateway(estate, gateway)).find((pod) => policiesFor(estate, 'RequestAuthentication', pod, [pod.namespace, rootNamespace], rootNamespace).length === 0);
}
