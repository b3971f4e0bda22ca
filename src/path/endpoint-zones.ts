import { endpointServicesOf, serviceOfEndpoint, zoneIdOf } from '../dialects/aws/network/endpoint-services.ts';
import { interfacesOf } from '../dialects/aws/network/interfaces.ts';
import { calledBy, networkKey } from '../dialects/aws/network/keys.ts';
import { text } from '../dialects/kubernetes/fields.ts';
import type { HopId } from '../ir/program.ts';
import type { Assumption } from './assumption.ts';
import type { Path } from './path.ts';

/**
 * Endpoints for services of another account of which nobody knows whether they are in the same zones: names of zones mean other zones in
 * another account, and only their ids tell (PrivateLink guide, "Considerations").
 */
export function endpointZonesMet({ estate }: Path, hops: readonly HopId[]): readonly Assumption[] {
  if (endpointServicesOf(estate).length === 0) return [];
  const texts = hops.flatMap((hop) => {
    const [word, key = '', , place = ''] = hop.split('/');
    const endpoint = word === 'endpoint' ? estate.ofType('aws_vpc_endpoint').find((each) => networkKey(each) === key) : undefined;
    const service = endpoint === undefined ? undefined : serviceOfEndpoint(estate, endpoint);
    const taken = interfacesOf(estate).get(place);
    if (endpoint === undefined || service === undefined || taken === undefined || service.resource.scope === endpoint.scope || text(endpoint.body['service_region']) !== undefined) return [];
    // An endpoint that AWS has made is in zones that it took.
    if (text(endpoint.body['state']) !== undefined || (service.zoneIds !== undefined && zoneIdOf(estate, taken) !== undefined)) return [];
    return [`${calledBy(endpoint)} is in zones that ${calledBy(service.resource)} serves: the ids of ${service.zoneIds === undefined ? 'the zones of its load balancer' : "the endpoint's zones"} are in no input, and names of zones mean other zones in another account`];
  });
  return [...new Set(texts)].map((each) => ({ name: 'endpoint-zone-is-served', layer: 'network', text: each }));
}
