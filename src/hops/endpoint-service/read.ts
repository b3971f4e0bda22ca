import { interfacesOf } from '../../dialects/aws/network/interfaces.ts';
import { wireOf } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { EndpointServiceSpec } from './spec.ts';

/** Answers for nodes of load balancers where PrivateLink reaches them: `link-in/INTERFACE/PORT`. */
export function read(estate: Estate): Opened<EndpointServiceSpec> {
  return {
    at: (address) => {
      const hop = wireOf(address);
      const node = hop?.word === 'link-in' ? interfacesOf(estate).get(hop.place) : undefined;
      if (hop === undefined || node?.owner.kind !== 'balancer' || node.owner.key === undefined) return undefined;
      return { balancer: node.owner.key, port: hop.port, origin: originOf(node.owner.resource ?? node.resource, [], node.owner.key) };
    },
  };
}
