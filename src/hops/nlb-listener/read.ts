import { inboundAttribute } from '../../dialects/aws/balancers.ts';
import { interfacesOwned } from '../../dialects/aws/network/interfaces.ts';
import { networkBalancersOf, serviceBehind, type NetworkBalancer, type NetworkListener } from '../../dialects/aws/network-balancers.ts';
import { nameOfGroup } from '../../dialects/aws/target-groups.ts';
import { hostsBehind, schemeOf } from '../../dialects/istio/gateways/passed-on.ts';
import { serviceAt } from '../../dialects/kubernetes/services.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { secondPreferred } from '../../facts/nlb.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Entry, Opened } from '../kind.ts';
import type { ListensSpec, NlbListenerSpec } from './spec.ts';

/** Answers for every port of every Network Load Balancer: `forward/NLB/PORT`; listeners are entries under the balancer's own DNS name. */
export function read(estate: Estate): Opened<NlbListenerSpec> {
  const balancers = new Map(networkBalancersOf(estate).map((balancer) => [balancer.name, balancer]));
  return {
    entries: [...balancers.values()].flatMap((balancer) => balancer.listeners.flatMap((listener) => entryOf(estate, balancer, listener))),
    at: (address) => {
      const [, name = '', port = ''] = address.split('/');
      const balancer = balancers.get(name);
      return balancer === undefined || !/^\d+$/.test(port) ? undefined : specOf(estate, balancer, Number(port));
    },
  };
}

/**
 * A public one may be meant by any name that no other listener answers for; of an internal one its own DNS name says so. Behind one
 * that is made of a Service, gateways listen for names of their own.
 */
function entryOf(estate: Estate, balancer: NetworkBalancer, { port, protocol }: NetworkListener): readonly Entry[] {
  if (protocol === 'UDP' || protocol === 'QUIC') return [];
  const { name, internal, dnsName } = balancer;
  const from = serviceBehind(balancer);
  const service = from === undefined ? undefined : serviceAt(estate, from.namespace ?? 'default', from.name);
  const ofService = service?.ports.find((each) => each.port === port && each.protocol !== 'UDP');
  if (service !== undefined && ofService !== undefined) return [{ address: `forward/${name}/${port}`, port, hosts: hostsBehind(estate, service, ofService), title: titleOf(name, protocol, port), public: !internal, scheme: schemeOf(ofService), passes: true }];
  const entry = { address: `forward/${name}/${port}`, port, hosts: dnsName === undefined ? [] : [dnsName.toLowerCase()], title: titleOf(name, protocol, port), public: !internal };
  return [internal ? { ...entry, scheme: 'tcp' } : { ...entry, scheme: protocol === 'TLS' || port === 443 ? 'https' : port === 80 ? 'http' : 'tcp', passes: true }];
}

function specOf(estate: Estate, { name, resource, listeners }: NetworkBalancer, port: number): NlbListenerSpec {
  const listener = listeners.find((each) => each.port === port);
  if (listener === undefined) {
    const ports = listeners.map((each) => `${each.protocol} ${each.port}`).join(', ');
    return { title: `NLB ${name}`, balancer: name, port, origin: originOf(resource, [], name, `${name} has no listener on port ${port}${ports === '' ? '' : `; it has ${ports}`}`) };
  }
  return { title: titleOf(name, listener.protocol, port), balancer: name, port, listens: listensOf(estate, name, listener), origin: originOf(listener.resource, [], `${listener.protocol} ${port}`) };
}

function listensOf(estate: Estate, name: string, { resource, protocol, actions, certificates, alpn, inbound }: NetworkListener): ListensSpec {
  const action = actions.at(-1);
  return {
    protocol,
    groups: action?.type === 'forward' ? action.groups.map(({ group, weight }) => ({ group: nameOfGroup(group), weight })) : [],
    certificates: certificates.map(({ names }) => (names === undefined ? {} : { names })),
    http2: secondPreferred.has(alpn ?? ''),
    ...(inbound.length === 0 ? {} : { inbound: { cidrs: inbound, asked: interfacesOwned(estate, 'balancer', name).map(({ key }) => key), origin: originOf(resource, [inboundAttribute], 'source ranges', `the load balancer's security group lets in ${inbound.join(', ')} and drops everybody else`) } }),
  };
}

function titleOf(name: string, protocol: string, port: number): string {
  return `NLB ${name} (${protocol} ${port})`;
}
