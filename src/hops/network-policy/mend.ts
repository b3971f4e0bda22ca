import { namespaceLabel, type Direction, type NetworkPolicy } from '../../dialects/kubernetes/network-policies.ts';
import { podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import { allOf } from '../../dialects/aws/references.ts';
import { list, text, words } from '../../dialects/kubernetes/fields.ts';
import { isAddress } from '../../ir/address.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, type Json } from '../../resource/resource.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { Destination } from './admissions.ts';
import type { Isolation, NetworkPolicySpec, Repair } from './spec.ts';

/** What a rule has to say to let somebody through: read once, chosen when somebody is stopped. */
export function repairOf(estate: Estate, policy: NetworkPolicy, direction: Direction, to: Destination): Repair {
  const { resource, namespace } = policy;
  const seen = (pod: Pod): Repair['peers'][string] => ({ pods: lasting(pod), ...(pod.namespace === namespace ? {} : { namespace: pod.namespace }) });
  const pods = (): readonly Pod[] => (direction === 'egress' ? (to.pod === undefined ? [] : [to.pod]) : podsOf(estate).filter((pod) => pod.resource.scope === resource.scope && !pod.hostNetwork));
  let peers: Repair['peers'] | undefined;
  return {
    of: identityOf(resource),
    path: ['spec', direction],
    at: (policy[direction] ?? []).length,
    ...(Number.isNaN(to.port) ? {} : { port: { protocol: 'TCP', port: to.port } }),
    get peers() {
      return (peers ??= Object.fromEntries(pods().map((pod) => [`${pod.namespace}/${pod.name}`, seen(pod)])));
    },
    get blocks() {
      return direction === 'egress' ? (isAddress(to.name) ? [single(to.name)] : []) : balancerBlocks(estate);
    },
  };
}

/** The smallest rule that lets this connection through. */
export function mend(spec: NetworkPolicySpec, { cause, attribute, request }: Blocked): readonly Proposal[] {
  if (cause !== 'policy-dropped') return [];
  const who = String(request['src.pod'] ?? '');
  if (attribute === 'spec.policyTypes' || spec.ingress === undefined) {
    const isolation = spec.egress.find(({ pods = [] }) => pods.includes(who));
    return isolation === undefined ? [] : proposals(isolation, 'to', Object.keys(isolation.repair?.peers ?? {})[0], isolation.repair?.blocks ?? []);
  }
  const address = request['src.address'];
  const blocks = who !== '' ? [] : typeof address === 'string' && isAddress(address) ? [single(address)] : (spec.ingress.repair?.blocks ?? []);
  return proposals(spec.ingress, 'from', who === '' ? undefined : who, blocks);
}

/** What the policies admit, where they do not admit this. */
export function explain(spec: NetworkPolicySpec, { cause, attribute }: Blocked): string | undefined {
  if (cause !== 'policy-dropped') return undefined;
  const isolation = attribute === 'spec.policyTypes' ? undefined : spec.ingress;
  if (isolation === undefined) return undefined;
  return isolation.admits.length === 0 ? `no rule is about ${spec.destination}` : undefined;
}

function proposals({ repair }: Isolation, side: 'from' | 'to', who: string | undefined, blocks: readonly string[]): readonly Proposal[] {
  if (repair === undefined) return [];
  const peer = who === undefined ? undefined : repair.peers[who];
  const members: readonly Json[] =
    peer !== undefined
      ? [{ ...(peer.namespace === undefined ? {} : { namespaceSelector: { matchLabels: { [namespaceLabel]: peer.namespace } } }), podSelector: { matchLabels: peer.pods } }]
      : blocks.map((cidr) => ({ ipBlock: { cidr } }));
  if (members.length === 0) return [];
  const value: Json = { [side]: members, ...(repair.port === undefined ? {} : { ports: [{ ...repair.port }] }) };
  const whom = peer === undefined ? blocks.join(', ') : who!;
  const title = side === 'from' ? `let ${whom} in on port ${repair.port?.port ?? 'any'}` : `let it reach ${whom} on port ${repair.port?.port ?? 'any'}`;
  return [{ title, edits: [{ edit: 'insert', of: repair.of, path: repair.path, at: repair.at, value }], certainty: 'proposed' }];
}

function single(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}

/** Labels that a workload's next pod has, too. */
function lasting({ labels }: Pod): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !passing.has(key)));
}

const passing: ReadonlySet<string> = new Set(['pod-template-hash', 'controller-revision-hash', 'pod-template-generation', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', 'batch.kubernetes.io/controller-uid', 'controller-uid']);

/** Where load balancers have their own addresses: targets of type ip are reached, and checked, from there. */
function balancerBlocks(estate: Estate): readonly string[] {
  const ids = new Set(allOf(estate, 'aws_lb').flatMap(({ body }) => [...words(body['subnets']), ...list(body['subnet_mapping']).flatMap((each) => text((each as { readonly subnet_id?: Json } | null)?.subnet_id) ?? [])]));
  return [...new Set(allOf(estate, 'aws_subnet').filter(({ body, name }) => ids.has(text(body['id']) ?? name) || ids.has(`\${aws_subnet.${name}.id}`)).flatMap(({ body }) => text(body['cidr_block']) ?? []))].sort();
}
