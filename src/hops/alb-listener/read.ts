import { balancersOf, inboundAttribute, type Balancer, type Listener } from '../../dialects/aws/balancers.ts';
import { interfacesOwned } from '../../dialects/aws/network/interfaces.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Entry, Opened } from '../kind.ts';
import { entriesOf, titleOf } from './entries.ts';
import type { AlbListenerSpec } from './spec.ts';

/** Answers for every listener of every Application Load Balancer, and lists them as entries with their rules' hosts. */
export function read(estate: Estate): Opened<AlbListenerSpec> {
  const specs = new Map<string, AlbListenerSpec>();
  const entries: Entry[] = [];
  for (const balancer of balancersOf(estate)) {
    for (const listener of balancer.listeners) specs.set(`listener/${balancer.name}/${listener.port}`, specOf(estate, balancer, listener));
    entries.push(...entriesOf(balancer.name, balancer.listeners, balancer));
  }
  return { at: (address) => specs.get(address), entries };
}

function specOf(estate: Estate, { name, attributes }: Balancer, listener: Listener): AlbListenerSpec {
  const { resource, port, protocol, certificates, clients, inbound, renamed } = listener;
  return {
    title: titleOf(name, listener),
    balancer: name,
    port,
    protocol,
    certificates: certificates.map(({ names, expired }) => ({ ...(names === undefined ? {} : { names }), ...(expired === undefined ? {} : { expired }) })),
    clients: clients.mode === 'verify' ? { mode: 'verify', authority: authorityOf(clients.store) } : { mode: clients.mode },
    http2: attributes.http2,
    ...(attributes.desync === undefined ? {} : { desync: attributes.desync }),
    ...(attributes.dropsOddHeaders ? { dropsOddHeaders: true } : {}),
    ...(attributes.tlsHeaders && protocol === 'HTTPS' ? { tlsHeaders: true } : {}),
    ...(Object.keys(renamed).length === 0 ? {} : { renamed }),
    ...(inbound.length === 0 ? {} : { inbound: { cidrs: inbound, asked: interfacesOwned(estate, 'balancer', name).map(({ key }) => key), origin: originOf(resource, [inboundAttribute], 'inbound-cidrs', `the load balancer's security group lets in ${inbound.join(', ')} and drops everybody else`) } }),
    origin: originOf(resource, [], `${protocol} ${port}`),
  };
}

/** What a client says with --client-cert: `truststore/NAME`, from an ARN or a reference. */
function authorityOf(store: string): string {
  const name = /:truststore\/([^/]+)\//.exec(store)?.[1] ?? /^\$\{aws_lb_trust_store\.(.+)\.arn\}$/.exec(store)?.[1];
  return `truststore/${(name ?? store).replace(/\s+/g, '-')}`;
}
