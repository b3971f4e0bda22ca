import { interfacesHolding } from '../../dialects/aws/network/interfaces.ts';
import type { Place } from '../../dialects/aws/network/wire.ts';
import { podAt } from '../../dialects/kubernetes/pods.ts';
import type { Address } from '../kind.ts';
import type { Estate } from '../../resource/estate.ts';

/** Where stations in pods dial from: the interface that holds the pod's address, where one does and no other VPC has the same. */
export function placesOf(estate: Estate): (address: Address) => Place | undefined {
  if (estate.ofType('aws_network_interface').length === 0) return () => undefined;
  return (address) => {
    const [word = '', namespace = '', name = '', , client] = address.split('/');
    if (word === 'service') return clientIn(client);
    const own = inPods.has(word) ? podAt(estate, namespace, name)?.address : undefined;
    const [holding, ...others] = own === undefined ? [] : interfacesHolding(estate, own);
    return own === undefined || holding === undefined || others.length > 0 ? undefined : { interface: holding.key, address: own };
  };
}

/** A Service is where its client is: `service/NS/SVC/PORT/KEY=ADDRESS`. */
function clientIn(written: string | undefined): Place | undefined {
  const [, key = '', own = ''] = /^([^=]+)=(.+)$/.exec(written ?? '') ?? [];
  return key === '' ? undefined : { interface: key, address: own };
}

/** Words of addresses whose second and third part name the pod. */
const inPods: ReadonlySet<string> = new Set(['pod', 'app', 'chain', 'vhost', 'outbound', 'direct', 'route', 'cluster']);
