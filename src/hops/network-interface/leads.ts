import { titleOf, type Interface } from '../../dialects/aws/network/interfaces.ts';
import { listeningOf, type Listening } from '../../dialects/aws/network/listeners.ts';
import { podsAt, podsOn } from '../../dialects/aws/network/pods.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import type { BeyondSpec } from './spec.ts';

/** The word of the station that passes on what reaches an interface, addresses unchanged; undefined where packets end. */
export function forwarderOf({ owner }: Interface): 'tgw' | 'firewall' | undefined {
  return owner.kind === 'attachment' ? 'tgw' : owner.kind === 'inspection-endpoint' ? 'firewall' : undefined;
}

/** What a connection that has reached an interface finds there. */
export function leadsOf(estate: Estate, at: Interface, port: number | '*'): Pick<BeyondSpec, 'leads' | 'otherwise'> {
  const { owner, key } = at;
  // An endpoint and a NAT gateway lead packets of every port on.
  if (port === '*' && owner.kind !== 'endpoint' && owner.kind !== 'nat') return { leads: [] };
  switch (owner.kind) {
    case 'balancer':
      return { leads: [], otherwise: listenerOf(estate, at, Number(port)) };
    case 'endpoint':
      return { leads: [], otherwise: owner.key === undefined || owner.resource === undefined ? { unheardOf: `the endpoint of ${titleOf(at)} is in no input` } : `endpoint/${owner.key}/${port}/${key}` };
    case 'nat':
      return { leads: [], otherwise: `nat/${key}/${port}` };
    case 'attachment':
    case 'inspection-endpoint':
    case 'instance':
    case 'none':
      return { leads: podsOf(estate, at, Number(port)), otherwise: `host/${key}/${port}` };
    default:
      return owner.kind;
  }
}

function listenerOf(estate: Estate, at: Interface, port: number): NonNullable<BeyondSpec['otherwise']> {
  const found = at.owner.key === undefined ? undefined : listeningOf(estate).get(at.owner.key);
  if (found === undefined) return { unheardOf: `the load balancer of ${titleOf(at)} is in no input` };
  // What becomes of other ports of a Network Load Balancer is its own affair.
  if (!found.ports.includes(port) && found.type !== 'network') return shut(found, port);
  return `${found.type === 'network' ? 'forward' : 'listener'}/${found.name}/${port}`;
}

function shut({ resource, name, ports }: Listening, port: number): NonNullable<BeyondSpec['otherwise']> {
  const nothing = `${name} has no listener on port ${port}${ports.length === 0 ? '' : `; it has ${ports.join(', ')}`}`;
  return { nothing, says: originOf(resource, [], `port ${port}`, nothing) };
}

/** Each pod has its address to itself, except those that share their machine's: of them the one that declares the port answers. */
function podsOf(estate: Estate, at: Interface, port: number): BeyondSpec['leads'] {
  const leads = new Map<string, Pod>();
  for (const pod of podsOn(estate, at)) {
    const sharing = podsAt(estate, pod.address ?? '');
    const meant = sharing.length === 1 && !pod.hostNetwork ? pod : sharing.find(({ containers }) => containers.some(({ ports }) => ports.some(({ number }) => number === port)));
    if (meant !== undefined && pod.address !== undefined) leads.set(pod.address, meant);
  }
  return [...leads].map(([address, { namespace, name }]) => ({ address, to: `pod/${namespace}/${name}/${port}` }));
}
