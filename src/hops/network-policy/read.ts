import { enforcement } from '../../dialects/kubernetes/network-plugin.ts';
import { isolating, networkPoliciesOf, selectedBy, type NetworkPolicy } from '../../dialects/kubernetes/network-policies.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { podAt, podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import { admitted, type Comers, type Destination } from './admissions.ts';
import { repairOf } from './mend.ts';
import type { Isolation, NetworkPolicySpec } from './spec.ts';

/** What is found once for all destinations. */
interface Known {
  readonly estate: Estate;
  readonly comers: Comers;
  /** Pods that are kept from leaving, by the policies that do. */
  readonly leaving: readonly Isolated[];
  readonly onNodes: readonly Pod[];
}

interface Isolated {
  readonly policies: readonly NetworkPolicy[];
  readonly pods: readonly Pod[];
}

/** Answers for pods, and for what is outside the cluster, wherever a NetworkPolicy has something to say of those who connect. */
export function read(estate: Estate): Opened<NetworkPolicySpec> {
  const policies = networkPoliciesOf(estate).filter(({ resource }) => enforcement(estate, resource.scope) !== 'off');
  if (policies.length === 0) return { at: () => undefined };
  const specs = new Map<string, NetworkPolicySpec | undefined>();
  let known: Known | undefined;
  return {
    at: (address) => {
      known ??= { estate, comers: new Map(), leaving: leavingBy(estate, policies), onNodes: podsOf(estate).filter(({ hostNetwork }) => hostNetwork) };
      if (!specs.has(address)) specs.set(address, specAt(known, address));
      return specs.get(address);
    },
  };
}

function leavingBy(estate: Estate, policies: readonly NetworkPolicy[]): readonly Isolated[] {
  const byPod = new Map<Pod, NetworkPolicy[]>();
  for (const policy of policies) {
    if (policy.egress === undefined) continue;
    for (const pod of selectedBy(estate, policy)) byPod.set(pod, [...(byPod.get(pod) ?? []), policy]);
  }
  const groups = new Map<string, { readonly policies: readonly NetworkPolicy[]; readonly pods: Pod[] }>();
  for (const [pod, selecting] of byPod) {
    const key = [pod.resource.scope, ...selecting.map(({ resource }) => nameOf(resource))].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { policies: selecting, pods: [pod] });
    else group.pods.push(pod);
  }
  return [...groups.values()];
}

function specAt(known: Known, address: string): NetworkPolicySpec | undefined {
  const [word = '', first = '', second = '', third] = address.split('/');
  const pod = word === 'pod' ? podAt(known.estate, first, second) : undefined;
  if (word === 'pod' && pod === undefined) return undefined;
  const to: Destination = pod === undefined ? { name: first, port: Number(second), word } : { name: `${first}/${second}`, port: Number(third), word, pod };
  const ingress = pod === undefined ? undefined : ingressOf(known, pod, to);
  const egress = known.leaving.flatMap((isolated) => egressOf(known, isolated, to));
  const scope = pod?.resource.scope ?? egress[0]?.scope;
  if (scope === undefined || (ingress === undefined && egress.length === 0)) return undefined;
  return { destination: `${to.name} port ${to.port}`, scope, egress, ...(ingress === undefined ? {} : { ingress, neighbours: neighboursOf(known, pod!) }) };
}

function ingressOf({ estate, comers }: Known, pod: Pod, to: Destination): Isolation | undefined {
  const policies = enforcement(estate, pod.resource.scope) === 'off' ? [] : isolating(estate, pod, 'ingress');
  const [first] = policies;
  if (first === undefined) return undefined;
  const note = `${named(policies)} ${policies.length === 1 ? 'selects' : 'select'} ${to.name}, and no rule of ${policies.length === 1 ? 'it' : 'theirs'} lets this connection in on port ${to.port}`;
  return {
    admits: policies.flatMap((policy) => admitted(estate, policy, 'ingress', to, comers)),
    origin: originOf(first.resource, ['spec', 'podSelector'], 'ingress', note),
    repair: repairOf(estate, first, 'ingress', to),
  };
}

function egressOf({ estate, comers }: Known, { policies, pods }: Isolated, to: Destination): readonly Isolation[] {
  // What a pod asks of itself leaves no network.
  const others = pods.filter((pod) => pod !== to.pod).map(({ namespace, name }) => `${namespace}/${name}`).sort();
  if (others.length === 0) return [];
  const first = policies[0]!;
  const note = `${named(policies)} ${policies.length === 1 ? 'selects' : 'select'} the pod that connects, and no rule of ${policies.length === 1 ? 'it' : 'theirs'} lets it reach ${to.name} on port ${to.port}`;
  return [{ pods: others, scope: first.resource.scope, admits: policies.flatMap((policy) => admitted(estate, policy, 'egress', to, comers)), origin: originOf(first.resource, ['spec', 'policyTypes'], 'egress', note), repair: repairOf(estate, first, 'egress', to) }];
}

/** Traffic between a pod and its own node cannot be kept away (Kubernetes, "Network Policies": what you cannot do). */
function neighboursOf({ onNodes }: Known, pod: Pod): NonNullable<NetworkPolicySpec['neighbours']> {
  return onNodes.filter(({ resource }) => resource.scope === pod.resource.scope).flatMap((each) => {
    const name = `${each.namespace}/${each.name}`;
    if (each.node !== undefined && pod.node !== undefined) return each.node === pod.node ? [{ pod: name }] : [];
    return [{ pod: name, unless: `whether ${name} and ${pod.namespace}/${pod.name} run on one node: nothing keeps a node from its own pods` }];
  });
}

function named(policies: readonly NetworkPolicy[]): string {
  return policies.map(({ resource }) => nameOf(resource)).join(', ');
}
