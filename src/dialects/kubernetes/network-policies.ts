import type { Estate } from '../../resource/estate.ts';
import type { Json, JsonObject, Path, Resource } from '../../resource/resource.ts';
import { list, record, text, whole, words } from './fields.ts';
import { selectorOf, selects, type Selector } from './labels.ts';
import { podsOf, type Pod } from './pods.ts';

/** A NetworkPolicy as its API object says. */
export interface NetworkPolicy {
  readonly resource: Resource;
  readonly namespace: string;
  /** Empty: every pod of the namespace. */
  readonly selector: Selector;
  /** What may come to the pods it selects; absent: it says nothing of that direction. */
  readonly ingress?: readonly PolicyRule[];
  /** Where they may go. */
  readonly egress?: readonly PolicyRule[];
}

export interface PolicyRule {
  readonly path: Path;
  /** Absent: everybody. */
  readonly peers?: readonly PolicyPeer[];
  /** Absent: every port of every protocol. */
  readonly ports?: readonly PolicyPort[];
}

/** Pods by their labels and those of their namespace, or a block of addresses. */
export type PolicyPeer =
  | { readonly by: 'labels'; readonly pods?: Selector; readonly namespaces?: Selector }
  | { readonly by: 'block'; readonly cidr: string; readonly except: readonly string[] };

export interface PolicyPort {
  /** `TCP`, `UDP`, `SCTP`. */
  readonly protocol: string;
  /** A number, or the name of a container's port; absent: every port. */
  readonly port?: number | string;
  readonly endPort?: number;
  readonly path: Path;
}

export type Direction = 'ingress' | 'egress';

/** Every NetworkPolicy of a namespace, or of all. The same estate always gives the same views. */
export function networkPoliciesOf(estate: Estate, namespace?: string): readonly NetworkPolicy[] {
  const resources = estate.ofType('NetworkPolicy', namespace);
  const known = viewed.get(resources);
  if (known !== undefined) return known;
  const policies = resources.map(policyOf);
  viewed.set(resources, policies);
  return policies;
}

/** The policies that isolate a pod in a direction. Pods on the network of their node are left alone: plugins see the node there (Kubernetes, "Network Policies"). */
export function isolating(estate: Estate, pod: Pod, direction: Direction): readonly NetworkPolicy[] {
  if (pod.hostNetwork) return [];
  return networkPoliciesOf(estate, pod.namespace).filter((policy) => policy[direction] !== undefined && policy.resource.scope === pod.resource.scope && selects(policy.selector, pod.labels));
}

/** The pods that a policy selects, as far as the inputs hold them. */
export function selectedBy(estate: Estate, { resource, namespace, selector }: NetworkPolicy): readonly Pod[] {
  return podsOf(estate, namespace).filter((pod) => !pod.hostNetwork && !pod.finished && pod.resource.scope === resource.scope && selects(selector, pod.labels));
}

/** The label that every namespace has, whatever its object says (Kubernetes, "Automatic labelling"). */
export const namespaceLabel = 'kubernetes.io/metadata.name';

const viewed = new WeakMap<readonly Resource[], readonly NetworkPolicy[]>();

/** `policyTypes` absent: Ingress, and Egress where there are rules for it (API reference, NetworkPolicySpec). */
function policyOf(resource: Resource): NetworkPolicy {
  const spec = record(resource.body['spec']);
  const types = words(spec['policyTypes']);
  const egress = list(spec['egress']);
  const isolates = (type: string): boolean => (types.length > 0 ? types.includes(type) : type === 'Ingress' || egress.length > 0);
  return {
    resource,
    namespace: resource.namespace ?? 'default',
    selector: selectorOf(spec['podSelector']) ?? { matchLabels: {}, matchExpressions: [] },
    ...(isolates('Ingress') ? { ingress: list(spec['ingress']).map((rule, index) => ruleOf(record(rule), ['spec', 'ingress', index], 'from')) } : {}),
    ...(isolates('Egress') ? { egress: egress.map((rule, index) => ruleOf(record(rule), ['spec', 'egress', index], 'to')) } : {}),
  };
}

function ruleOf(rule: JsonObject, path: Path, side: 'from' | 'to'): PolicyRule {
  const [peers, ports] = [list(rule[side]), list(rule['ports'])];
  return {
    path,
    ...(peers.length === 0 ? {} : { peers: peers.map(peerOf) }),
    ...(ports.length === 0 ? {} : { ports: ports.map((port, index) => portOf(record(port), [...path, 'ports', index])) }),
  };
}

function peerOf(member: Json): PolicyPeer {
  const { ipBlock, podSelector, namespaceSelector } = record(member);
  if (ipBlock !== undefined && ipBlock !== null) return { by: 'block', cidr: text(record(ipBlock)['cidr']) ?? '', except: words(record(ipBlock)['except']) };
  const [pods, namespaces] = [selectorOf(podSelector), selectorOf(namespaceSelector)];
  return { by: 'labels', ...(pods === undefined ? {} : { pods }), ...(namespaces === undefined ? {} : { namespaces }) };
}

function portOf({ protocol, port, endPort }: JsonObject, path: Path): PolicyPort {
  const [number, last] = [whole(port) ?? text(port), whole(endPort)];
  return { protocol: text(protocol) ?? 'TCP', path, ...(number === undefined ? {} : { port: number }), ...(last === undefined ? {} : { endPort: last }) };
}
