import { record, texts } from '../../dialects/kubernetes/fields.ts';
import { selects, type Selector } from '../../dialects/kubernetes/labels.ts';
import { namespaceLabel, type Direction, type NetworkPolicy, type PolicyPeer, type PolicyPort, type PolicyRule } from '../../dialects/kubernetes/network-policies.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { podsOf, podsWith, portNamed, type Pod } from '../../dialects/kubernetes/pods.ts';
import { contains, covers, isAddress } from '../../ir/address.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import type { Admission, Peer } from './spec.ts';

/** What connections go to: a port of a pod, or of something that is none. */
export interface Destination {
  /** `NS/NAME`, or the name or address of what is outside. */
  readonly name: string;
  readonly port: number;
  /** First word of its address. */
  readonly word: string;
  readonly pod?: Pod;
}

/** Who a peer means, found once for all destinations. */
export type Comers = Map<PolicyPeer, readonly Peer[]>;

/** The rules of a policy that are about this port, and about this destination if they are about leaving. */
export function admitted(estate: Estate, policy: NetworkPolicy, direction: Direction, to: Destination, comers: Comers): readonly Admission[] {
  return (policy[direction] ?? []).flatMap((rule) => {
    const protocols = protocolsOf(rule, to);
    if (protocols === 'none') return [];
    const peers = rule.peers?.flatMap((peer) => (direction === 'ingress' ? comer(estate, policy, peer, comers) : reached(estate, policy, peer, to)));
    if (peers?.length === 0) return [];
    const whom = direction === 'ingress' ? `lets it in on port ${to.port}` : `lets it reach ${to.name} on port ${to.port}`;
    const origin = originOf(policy.resource, rule.path, `${direction} rule ${(rule.path[2] as number) + 1}`, `${nameOf(policy.resource)} ${whom}`);
    return [{ origin, ...(protocols === 'all' ? {} : { protocols }), ...(peers === undefined ? {} : { peers }) }];
  });
}

/** The protocols in which a rule is about the port. Names are those of the ports of the pod that is reached, after any Service (API reference, NetworkPolicyPort). */
function protocolsOf({ ports }: PolicyRule, to: Destination): 'all' | 'none' | readonly string[] {
  if (ports === undefined) return 'all';
  const own = [...new Set(ports.filter((port) => takes(port, to)).map(({ protocol }) => protocol.toLowerCase()))].sort();
  return own.length === 0 ? 'none' : own;
}

function takes({ port, endPort, protocol }: PolicyPort, to: Destination): boolean {
  if (port === undefined) return true;
  if (typeof port === 'string') return to.pod !== undefined && portNamed(to.pod, port, protocol) === to.port;
  return endPort === undefined ? port === to.port : port <= to.port && to.port <= endPort;
}

function comer(estate: Estate, policy: NetworkPolicy, peer: PolicyPeer, comers: Comers): readonly Peer[] {
  if (peer.by === 'block') return [{ by: 'block', cidr: peer.cidr, except: peer.except }];
  const known = comers.get(peer);
  if (known !== undefined) return known;
  const sure: string[] = [];
  const doubtful: Peer[] = [];
  const isThere = namespaces(estate, policy, peer);
  for (const namespace of peer.namespaces === undefined ? [policy.namespace] : new Set(podsOf(estate).map((pod) => pod.namespace))) {
    const there = isThere(namespace);
    const pods = there === false ? [] : podsMeant(estate, policy.resource.scope, namespace, peer.pods);
    if (there === true) sure.push(...pods);
    else if (there !== false && pods.length > 0) doubtful.push({ by: 'pods', pods, unless: there });
  }
  const found: readonly Peer[] = [...(sure.length === 0 ? [] : [{ by: 'pods', pods: sure } as const]), ...doubtful];
  comers.set(peer, found);
  return found;
}

function podsMeant(estate: Estate, scope: string, namespace: string, selector: Selector | undefined): readonly string[] {
  const pods = selector === undefined || Object.keys(selector.matchLabels).length === 0 ? podsOf(estate, namespace) : podsWith(estate, scope, namespace, selector.matchLabels);
  return pods.filter((pod) => !pod.hostNetwork && pod.resource.scope === scope && (selector === undefined || selects(selector, pod.labels))).map((pod) => `${pod.namespace}/${pod.name}`);
}

function reached(estate: Estate, policy: NetworkPolicy, peer: PolicyPeer, to: Destination): readonly Peer[] {
  if (peer.by === 'block') return toBlock(peer, to);
  const { pod } = to;
  if (pod === undefined || pod.hostNetwork || pod.resource.scope !== policy.resource.scope || (peer.namespaces === undefined && pod.namespace !== policy.namespace) || (peer.pods !== undefined && !selects(peer.pods, pod.labels))) return [];
  const there = namespaces(estate, policy, peer)(pod.namespace);
  return there === false ? [] : [{ by: 'destination', ...(there === true ? {} : { unless: there }) }];
}

/** Whether the destination's address is in the block; what is only known on the way is asked there. */
function toBlock({ cidr, except }: Extract<PolicyPeer, { by: 'block' }>, { name, word, pod }: Destination): readonly Peer[] {
  const address = pod?.address ?? (isAddress(name) ? name : undefined);
  if (address !== undefined) return covers(cidr, address) === true && !except.some((block) => covers(block, address) === true) ? [{ by: 'destination' }] : [];
  if (except.length === 0 && (contains(cidr, '0.0.0.0/0') === true || contains(cidr, '::/0') === true)) return cidr.includes(':') ? [{ by: 'destination', unless: `whether ${name} is reached by IPv6` }] : [{ by: 'destination' }];
  // What is on the internet has none of the addresses of private networks.
  if (word === 'outside' && contains(cidr, '0.0.0.0/0') === true && except.every((block) => privateBlocks.some((own) => contains(own, block) === true))) return [{ by: 'destination', unless: `whether ${name} has an address on the internet` }];
  if (word === 'outside' || pod !== undefined) return [{ by: 'destination', unless: `the address of ${name}, which ${cidr} may hold` }];
  return [{ by: 'block', cidr, except, to: name }];
}

const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'];

/** Whether a namespace is meant: of one that no input holds, only the label that all have is known. */
function namespaces(estate: Estate, policy: NetworkPolicy, { namespaces: selector }: Extract<PolicyPeer, { by: 'labels' }>): (namespace: string) => boolean | string {
  return (namespace) => {
    if (selector === undefined) return namespace === policy.namespace;
    const object = estate.ofType('Namespace').find(({ name, scope }) => name === namespace && scope === policy.resource.scope);
    const labels = { ...texts(record(object?.body['metadata'])['labels']), [namespaceLabel]: namespace };
    if (object !== undefined) return selects(selector, labels);
    const [known, other] = [part(selector, (key) => key === namespaceLabel), part(selector, (key) => key !== namespaceLabel)];
    if (!selects(known, labels)) return false;
    return other.matchExpressions.length === 0 && Object.keys(other.matchLabels).length === 0 ? true : `the labels of namespace ${namespace}, which is in no input: ${nameOf(policy.resource)} selects namespaces by them`;
  };
}

function part({ matchLabels, matchExpressions }: Selector, of: (key: string) => boolean): Selector {
  return { matchLabels: Object.fromEntries(Object.entries(matchLabels).filter(([key]) => of(key))), matchExpressions: matchExpressions.filter(({ key }) => of(key)) };
}
