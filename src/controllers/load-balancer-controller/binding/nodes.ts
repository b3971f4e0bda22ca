import { list, record, text, texts } from '../../../dialects/kubernetes/fields.ts';
import { selects, type Labels, type Selector } from '../../../dialects/kubernetes/labels.ts';
import type { Service } from '../../../dialects/kubernetes/services.ts';
import { drainingTaints, nodesLeftOut } from '../../../facts/load-balancer-network.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { Refused } from '../network/found.ts';

/** A node as its API object says. */
export interface Node {
  readonly resource: Resource;
  readonly name: string;
  readonly labels: Labels;
  readonly taints: readonly string[];
  readonly providerId?: string;
}

/** The nodes of a cluster, by name. */
export function nodesOf(estate: Estate, scope: string): readonly Node[] {
  const resources = estate.ofType('Node');
  let known = viewed.get(resources);
  if (known === undefined) viewed.set(resources, (known = resources.map(nodeOf)));
  return known.filter(({ resource }) => resource.scope === scope);
}

const viewed = new WeakMap<readonly Resource[], readonly Node[]>();

function nodeOf(resource: Resource): Node {
  const spec = record(resource.body['spec']);
  const providerId = text(spec['providerID']);
  return { resource, name: resource.name, labels: texts(record(resource.body['metadata'])['labels']), taints: list(spec['taints']).flatMap((taint) => text(record(taint)['key']) ?? []), ...(providerId === undefined ? {} : { providerId }) };
}

/** The Ready condition of a node: `True`, `False` or `Unknown`; a node without any is not ready, unless nothing says what state it is in. */
export function readiness({ resource }: Node): string {
  const { status } = resource.body;
  if (status === undefined) return 'True';
  return text(list(record(status)['conditions']).map(record).find(({ type }) => type === 'Ready')?.['status']) ?? 'False';
}

/** The id of the instance that a node is, or why it is none. */
export function instanceOf({ name, providerId }: Node): string | Refused {
  if (providerId === undefined || providerId === '') return { message: `node ${name} has no providerID, so nobody knows which instance it is`, says: `providerID is not specified for node: ${name}` };
  const id = providerId.slice(providerId.lastIndexOf('/') + 1);
  return /^i-[^/]*$/.test(id) ? id : { message: `node ${name} is no EC2 instance: its providerID is ${providerId}`, says: `providerID ${providerId} is invalid for EC2 instances, node: ${name}` };
}

export interface NodeTargets {
  readonly taken: readonly Node[];
  readonly left: readonly { readonly who: string; readonly why: string }[];
}

/** The nodes of a cluster whose node ports are registered: those that the selectors take, that stay, and that are ready. */
export function nodeTargets(nodes: readonly Node[], selector: Selector | undefined, failOpen: boolean): NodeTargets {
  const left: { who: string; why: string }[] = [];
  const candidates = nodes.filter((node) => {
    const why = reasonAgainst(node, selector);
    if (why !== undefined) left.push({ who: `node ${node.name}`, why });
    return why === undefined;
  });
  const ready = inState(candidates, 'True');
  const taken = ready.length === 0 && failOpen ? inState(candidates, 'Unknown') : ready;
  return { taken, left: [...left, ...candidates.filter((node) => !taken.includes(node)).map((node) => ({ who: `node ${node.name}`, why: 'is not ready' }))] };
}

/** Nodes of one state of readiness. */
export function inState(nodes: readonly Node[], state: string): readonly Node[] {
  return nodes.filter((node) => readiness(node) === state);
}

/** Why no node port of a Service can be registered. */
export function withoutNodePorts({ type, namespace, name }: Service): Refused | undefined {
  if (type === 'NodePort' || type === 'LoadBalancer') return undefined;
  return { message: `Service ${namespace}/${name} has no node ports (type ${type}), and targets of type instance are nodes`, says: `service type must be either 'NodePort' or 'LoadBalancer': ${namespace}/${name}` };
}

function reasonAgainst({ labels, taints }: Node, selector: Selector | undefined): string | undefined {
  const left = nodesLeftOut.find(({ key, value }) => (value === undefined ? labels[key] !== undefined : labels[key] === value));
  if (left !== undefined) return `has the label ${left.key}`;
  if (selector !== undefined && !selects(selector, labels)) return 'is not taken by the nodeSelector';
  const draining = taints.find((key) => drainingTaints.includes(key));
  return draining === undefined ? undefined : `is about to be removed (taint ${draining})`;
}
