import { alpnPolicies } from '../../../facts/network-load-balancer.ts';
import { isNamed } from '../../../dialects/aws/service-annotations.ts';
import { truthIn } from '../../../dialects/kubernetes/go-values.ts';
import { shownPorts, type ServicePort } from '../../../dialects/kubernetes/services.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { placesOf } from '../annotations.ts';
import { attributeList } from '../attribute-keys.ts';
import { goList } from '../go-text.ts';
import { isOn } from '../settings/gates.ts';
import { meant } from '../meant.ts';
import { tokenOf, type Piece } from '../stack.ts';
import { named, type ServiceDrafting } from './drafting.ts';
import type { Balancer } from './load-balancer.ts';
import { tagsOf } from './tags.ts';
import { targetGroupOf } from './target-group.ts';

/** One listener a port with the target group behind it. */
export function listenersOf(drafting: ServiceDrafting, balancer: Balancer): readonly Piece[] {
  const { annotations, service } = drafting;
  const merged = mergesProtocols(drafting);
  const ports = merged ? firstOfEach(service.ports) : service.ports;
  const both = merged ? bothProtocols(drafting) : new Set<number>();
  const unused = (annotations.list('ssl-ports') ?? []).filter((each) => !service.ports.some((port) => isNamed(port, each)));
  if (unused.length > 0) {
    const star = unused.includes('*') ? '; "*" stands for none here' : '';
    drafting.reject(annotations.place('ssl-ports'), `Service ${named(service)} has no port ${unused.join(', nor ')}${star}; it has ${shownPorts(service)}`, `Unused port in ssl-ports annotation ${goList(unused)}`);
  }
  const groups = new Map<number, ReturnType<typeof targetGroupOf>>();
  const listeners = new Map<number, Piece>();
  const pieces: Piece[] = [];
  for (const port of ports) {
    const protocols = protocolsOf(drafting, port, both.has(port.port));
    const known = groups.get(port.port);
    const group = known ?? targetGroupOf(drafting, balancer, port, protocols.onward);
    if (known === undefined) pieces.push(...group.pieces);
    groups.set(port.port, group);
    // Two ports of one number are one listener in the controller's model, and the last one wins.
    listeners.set(port.port, listenerOf(drafting, port, protocols.listener, { type: 'forward', forwardConfig: { targetGroups: [{ targetGroupARN: group.arn }] } }));
  }
  return [...listeners.values(), ...pieces];
}

function listenerOf(drafting: ServiceDrafting, port: ServicePort, protocol: string, action: JsonObject): Piece {
  const { annotations, facts, service } = drafting;
  const tls = protocol === 'TLS';
  const certificates = (annotations.list('ssl-cert') ?? []).map((certificateARN) => ({ certificateARN }));
  const attributes = annotations.map(`listener-attributes.${protocol}-${port.port}`) ?? {};
  const spec = body({
    loadBalancerARN: tokenOf('AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancer', 'loadBalancerARN'),
    port: port.port,
    protocol,
    certificates: tls ? certificates : undefined,
    sslPolicy: tls ? (annotations.text('ssl-negotiation-policy') ?? facts.flags.defaultSslPolicy) : undefined,
    alpnPolicy: tls ? alpnOf(drafting) : undefined,
    defaultActions: [action],
    listenerAttributes: Object.keys(attributes).length === 0 ? undefined : attributeList(attributes),
    tags: tagsOf(drafting),
  });
  const places = placesOf(annotations, { 'ssl-ports': ['protocol'], 'ssl-cert': ['certificates'], 'ssl-negotiation-policy': ['sslPolicy'], 'alpn-policy': ['alpnPolicy'], [`listener-attributes.${protocol}-${port.port}`]: ['listenerAttributes'], 'additional-resource-tags': ['tags'] });
  return { type: 'AWS::ElasticLoadBalancingV2::Listener', id: String(port.port), spec, place: [service.resource, port.path], places };
}

/** What the listener takes and what goes on to targets. A certificate makes it end TLS, on all ports unless some are named. */
function protocolsOf(drafting: ServiceDrafting, port: ServicePort, both: boolean): { readonly listener: string; readonly onward: string } {
  const { annotations } = drafting;
  const plain = both ? 'TCP_UDP' : port.protocol;
  const named = annotations.list('ssl-ports') ?? [];
  const ends = plain !== 'UDP' && !both && (annotations.list('ssl-cert') ?? []).length > 0 && (named.length === 0 || named.some((each) => isNamed(port, each)));
  const listener = ends ? 'TLS' : plain;
  const onward = ends && annotations.text('backend-protocol') === 'ssl' ? 'TLS' : plain;
  if (!(annotations.list('quic-enabled-ports') ?? []).some((each) => isNamed(port, each))) return { listener, onward };
  if (listener === 'UDP') return { listener: 'QUIC', onward: 'QUIC' };
  if (listener === 'TCP_UDP') return { listener: 'TCP_QUIC', onward: 'TCP_QUIC' };
  drafting.reject(annotations.place('quic-enabled-ports'), `port ${port.port} speaks ${listener}, and QUIC goes over UDP`, `Unsupported QUIC upgrade for protocol ${listener}`);
  return { listener, onward };
}

/** Whether a TCP and a UDP port of one number become one listener. */
export function mergesProtocols({ annotations, facts }: ServiceDrafting): boolean {
  const written = annotations.text('enable-tcp-udp-listener');
  // What is no boolean counts as not written.
  return truthIn(written) ?? isOn(facts, 'EnableTCPUDPListener');
}

function firstOfEach(ports: readonly ServicePort[]): readonly ServicePort[] {
  return ports.filter((port, index) => ports.findIndex((each) => each.port === port.port) === index);
}

/** The numbers that a TCP and a UDP port share; nothing else can be merged. */
function bothProtocols(drafting: ServiceDrafting): ReadonlySet<number> {
  const { service } = drafting;
  const shared = new Set<number>();
  for (const { port } of firstOfEach(service.ports)) {
    const alike = service.ports.filter((each) => each.port === port);
    if (alike.length < 2) continue;
    shared.add(port);
    const reject = (message: string, says: string): void => drafting.reject([service.resource, alike[1]!.path], message, says);
    const other = alike.find(({ protocol }) => protocol !== 'TCP' && protocol !== 'UDP');
    if (alike.length > 2) reject(`port ${port} stands ${alike.length} times; one listener takes TCP and UDP, and no third`, `can only merge two ports, not ${alike.length}`);
    else if (other !== undefined) reject(`port ${port} is both ${alike.map(({ protocol }) => protocol).join(' and ')}; one listener takes TCP and UDP`, `unsupported protocol for merging: ${other.protocol}`);
    else if (alike[0]!.protocol === alike[1]!.protocol) reject(`port ${port} stands twice for ${alike[0]!.protocol}`, `protocols can't match for merging: ${alike[0]!.protocol}`);
  }
  return shared;
}

function alpnOf(drafting: ServiceDrafting): readonly string[] | undefined {
  const { annotations } = drafting;
  const written = annotations.text('alpn-policy');
  if (written === undefined || (alpnPolicies as readonly string[]).includes(written)) return written === undefined ? undefined : [written];
  drafting.reject(annotations.place('alpn-policy'), `an ALPN policy is one of ${alpnPolicies.join(', ')}; "${written}" stands here`, `invalid ALPN policy ${written}, policy must be one of [${alpnPolicies.join(', ')}]`, meant(annotations.place('alpn-policy'), written, alpnPolicies));
  return undefined;
}
