import { gatewayNameLabel, waypointClass } from '../../../facts/istio.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { JsonObject, Resource } from '../../../resource/resource.ts';
import { list, record, text, texts } from '../../kubernetes/fields.ts';
import { carries, type Labels } from '../../kubernetes/labels.ts';
import { inCreationOrder } from '../mesh/order.ts';
import type { Refusal } from '../mesh/refusals.ts';

/** A pod as policies look at it. */
export interface Workload {
  readonly namespace: string;
  readonly labels: Labels;
  /** The Services and ServiceEntries whose traffic a waypoint carries; absent: not a waypoint. */
  readonly waypointFor?: readonly { readonly namespace: string; readonly name: string; readonly entry?: true }[];
}

/**
 * The policies of these namespaces that apply to a workload, in the order of the namespaces and within each by age. For
 * a waypoint the namespaces of its Services follow.
 */
export function policiesFor(estate: Estate, type: string, workload: Workload, namespaces: readonly string[], rootNamespace: string): readonly Resource[] {
  const asked = new Set([...namespaces, ...(workload.waypointFor ?? []).map((service) => service.namespace)]);
  return [...asked].flatMap((namespace) => {
    const candidates = possible(estate.ofType(type, namespace), workload.labels);
    return inCreationOrder(candidates.filter((policy) => attaches(policy, workload, rootNamespace))).resources;
  });
}

/** Whether a policy's selector or target reference means this workload (istio/istio, model/policyattachment). */
export function attaches(policy: Resource, workload: Workload, rootNamespace: string): boolean {
  const references = targetsOf(policy);
  const gateway = workload.labels[gatewayNameLabel];
  if (gateway === undefined) return references.length === 0 && carries(workload.labels, selectorOf(policy));
  if (references.length === 0) return workload.waypointFor === undefined && carries(workload.labels, selectorOf(policy));
  return references.some((reference) => targets(reference, policy, workload, gateway, rootNamespace));
}

/** Whether the policy has a selector with at least one label: then it is about workloads, not about a namespace. */
export function selects(policy: Resource): boolean {
  return Object.keys(selectorOf(policy)).length > 0;
}

/** `spec.selector.matchLabels`; empty where nothing is selected in particular. */
export function selectorOf(policy: Resource): Labels {
  return texts(record(record(policy.body['spec'])['selector'])['matchLabels']);
}

/** Without those whose selector asks for a label that the workload lacks: a lookup, however many policies there are. */
function possible(policies: readonly Resource[], labels: Labels): readonly Resource[] {
  let index = indices.get(policies);
  if (index === undefined) indices.set(policies, (index = byOneLabel(policies)));
  const found = [...(index.get('') ?? [])];
  for (const key in labels) found.push(...(index.get(`${key}=${labels[key]}`) ?? []));
  return found;
}

const indices = new WeakMap<readonly Resource[], ReadonlyMap<string, readonly Resource[]>>();

/** Each policy under the first pair of its selector, or under nothing. */
function byOneLabel(policies: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const index = new Map<string, Resource[]>();
  for (const policy of policies) {
    const [pair] = Object.entries(selectorOf(policy));
    const key = pair === undefined ? '' : `${pair[0]}=${pair[1]}`;
    const under = index.get(key);
    if (under === undefined) index.set(key, [policy]);
    else under.push(policy);
  }
  return index;
}

/** `targetRef` is the older form of `targetRefs` and counts only without it. */
function targetsOf(policy: Resource): readonly JsonObject[] {
  const spec = record(policy.body['spec']);
  const references = list(spec['targetRefs']).map(record);
  const older = spec['targetRef'];
  return references.length > 0 || older === undefined || older === null ? references : [record(older)];
}

function targets(reference: JsonObject, policy: Resource, workload: Workload, gateway: string, rootNamespace: string): boolean {
  const [group, kind, name] = [text(reference['group']) ?? '', text(reference['kind']), text(reference['name'])];
  const services = workload.waypointFor;
  if (services !== undefined && kind === 'Service' && (group === '' || group === 'core')) {
    if (services.some((service) => service.entry === undefined && service.name === name && service.namespace === policy.namespace)) return true;
  }
  if (services !== undefined && kind === 'ServiceEntry' && group === 'networking.istio.io') {
    if (services.some((service) => service.entry === true && service.name === name && service.namespace === policy.namespace)) return true;
  }
  if (services !== undefined && kind === 'GatewayClass' && policy.namespace === rootNamespace && name === waypointClass) return true;
  const namespace = text(reference['namespace']) ?? policy.namespace;
  return kind === 'Gateway' && group === 'gateway.networking.k8s.io' && name === gateway && policy.namespace === workload.namespace && namespace === workload.namespace;
}

/** Why the API refuses how a policy says whom it means (istio/istio, config/validation, validatePolicyTargetReference). */
export function attachmentRefusals(policy: Resource): readonly Refusal[] {
  const spec = record(policy.body['spec']);
  const written = spec['targetRefs'] === undefined && spec['targetRef'] === undefined ? [] : [...(spec['targetRef'] === undefined ? [] : [{ at: ['targetRef'], reference: record(spec['targetRef']) }]), ...list(spec['targetRefs']).map((each, index) => ({ at: ['targetRefs', index], reference: record(each) }))];
  const labels = Object.keys(record(record(spec['selector'])['matchLabels'])).filter((key) => key === '' || key.includes('*'));
  return [
    ...(spec['selector'] !== undefined && written.length > 0 ? [{ path: ['spec', 'selector'], reason: 'it has a selector and target references, and only one of them may be there' }] : []),
    ...labels.map((key) => ({ path: ['spec', 'selector', 'matchLabels', key], reason: `"${key}" is no label` })),
    ...written.flatMap(({ at, reference }) => {
      const reason = targetFault(reference);
      return reason === undefined ? [] : [{ path: ['spec', ...at], reason }];
    }),
  ];
}

function targetFault(reference: JsonObject): string | undefined {
  const [group, kind, name, namespace] = ['group', 'kind', 'name', 'namespace'].map((field) => text(reference[field]) ?? '');
  if (name === '') return 'a target without name';
  if (namespace !== '') return `a target of another namespace (${namespace}): it stands in the policy's own`;
  return targetKinds.includes(`${group}/${kind}`) ? undefined : `"${group}/${kind}" is nothing that a policy targets`;
}

const targetKinds: readonly string[] = ['gateway.networking.k8s.io/Gateway', 'gateway.networking.k8s.io/GatewayClass', 'gateway.networking.k8s.io/HTTPRoute', '/Service', 'core/Service', 'networking.istio.io/ServiceEntry'];
