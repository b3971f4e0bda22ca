import type { Estate } from '../../resource/estate.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { carries } from '../kubernetes/labels.ts';
import { podsOf } from '../kubernetes/pods.ts';
import { sightOf } from './exports.ts';
import { gatewaysIn } from './gateway-servers.ts';
import { hostsForNamespace, intersection, overlap } from './hosts.ts';
import { proxyOf } from './proxy.ts';
import { gatewayName, hostsOf, routingServices } from './virtual-services.ts';

/** A VirtualService that names a Gateway and has no routes on it. */
export interface Unattached {
  readonly virtualService: Resource;
  /** Where it names the Gateway. */
  readonly at: Reader;
  /** Absent: there is none of that name. */
  readonly gateway?: Resource;
  readonly why: 'no-gateway' | 'hosts-differ' | 'namespace-excluded' | 'not-exported';
  /** Why, as a clause with the names of the user's objects. */
  readonly reason: string;
}

/** Every VirtualService at every Gateway that it names in vain; routes made of Gateway API objects have statuses of their own. */
export function unattachedOf(estate: Estate): readonly Unattached[] {
  const gateways = new Map(gatewaysIn(estate).map((gateway) => [`${gateway.scope} ${gateway.namespace ?? ''}/${gateway.name}`, gateway]));
  return routingServices(estate)
    .filter(({ derived }) => derived === undefined)
    .flatMap((virtualService) =>
      readerOf(virtualService).get('spec', 'gateways').each().flatMap((at): Unattached[] => {
        const name = gatewayName(at.string() ?? 'mesh', virtualService.namespace ?? '');
        if (name === 'mesh') return [];
        const gateway = gateways.get(`${virtualService.scope} ${name}`);
        if (gateway === undefined) return [{ virtualService, at, why: 'no-gateway', reason: `there is no Gateway ${name}` }];
        const found = whyNot(estate, virtualService, gateway);
        return found === undefined ? [] : [{ virtualService, at, gateway, ...found }];
      }),
    );
}

function whyNot(estate: Estate, virtualService: Resource, gateway: Resource): Pick<Unattached, 'why' | 'reason'> | undefined {
  const namespace = virtualService.namespace ?? '';
  const written = readerOf(gateway).get('spec', 'servers').each().flatMap((server) => server.get('hosts').strings()).map((host) => host.toLowerCase().replace(/^\.\//, `${gateway.namespace ?? ''}/`));
  const own = hostsOf(virtualService);
  if (intersection(hostsForNamespace(written, namespace), own).length === 0) {
    const elsewhere = written.filter((host) => own.some((each) => overlap(host.split('/').at(-1)!, each)));
    return elsewhere.length > 0
      ? { why: 'namespace-excluded', reason: `${nameOf(gateway)} has ${[...new Set(elsewhere)].join(', ')}, which leaves out VirtualServices of namespace ${namespace}` }
      : { why: 'hosts-differ', reason: `${nameOf(gateway)} has ${[...new Set(written)].join(', ')}, and none of it is ${own.join(' or ')}` };
  }
  const selector = readerOf(gateway).get('spec', 'selector').map();
  const pods = podsOf(estate).filter((pod) => pod.resource.scope === gateway.scope && proxyOf(estate, pod) === 'gateway' && carries(pod.labels, selector));
  const blind = [...new Set(pods.map((pod) => pod.namespace))];
  if (blind.length === 0 || blind.some((each) => sightOf(estate, virtualService, each) !== undefined)) return undefined;
  return { why: 'not-exported', reason: `the pods of ${nameOf(gateway)} run in namespace ${blind.join(', ')}, and ${nameOf(virtualService)} is not exported there` };
}
