import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import { isPolicyRefused } from '../dialects/istio/policies/refusals.ts';
import { protocolOf, type Protocol } from '../dialects/istio/proxy/protocol.ts';
import { proxyOf } from '../dialects/istio/proxy/proxy.ts';
import { list, record, text, texts, words } from '../dialects/kubernetes/fields.ts';
import { carries, type Labels } from '../dialects/kubernetes/labels.ts';
import { podsOf, podsWith, type Pod } from '../dialects/kubernetes/pods.ts';
import { dryRunAnnotation } from '../facts/istio.ts';
import type { Estate } from '../resource/estate.ts';
import type { Json, JsonObject, Path, Resource } from '../resource/resource.ts';
import { portsLeadingTo } from './exemptions.ts';
import { gatewayed } from './gateway-parts.ts';

/** AuthorizationPolicies that count: what the API server refuses does nothing. */
export function policiesOf(estate: Estate): readonly Resource[] {
  return estate.ofType('AuthorizationPolicy').filter((policy) => !isPolicyRefused(policy));
}

/** A rule of an AuthorizationPolicy, taken apart as far as findings need it. */
export interface PolicyRule {
  readonly path: Path;
  /** Of the members of `to`. */
  readonly operations: readonly Path[];
  /** The first field that only an HTTP request has; undefined: the rule can be judged for any connection. */
  readonly http: Path | undefined;
  /** The first field that only a client with a mesh certificate can meet. */
  readonly identity: Path | undefined;
  /** Pod ports it is about; empty: all of them. */
  readonly ports: readonly number[];
}

/** The labels by which a policy selects pods; none: it is for whole namespaces. */
export function labelsOf({ body }: Resource): Labels {
  return texts(record(record(record(body['spec'])['selector'])['matchLabels']));
}

/** The action of a policy; ALLOW is what an absent one means (AuthorizationPolicy reference). */
export function actionOf({ body }: Resource): string {
  return text(record(body['spec'])['action']) ?? 'ALLOW';
}

/** The rules of a policy, in their order; the same policy always gives the same ones. */
export function rulesOf(policy: Resource): readonly PolicyRule[] {
  let rules = read.get(policy);
  if (rules === undefined) read.set(policy, (rules = list(record(policy.body['spec'])['rules']).map((rule, index) => ruleOf(record(rule), ['spec', 'rules', index]))));
  return rules;
}

const read = new WeakMap<Resource, readonly PolicyRule[]>();

function ruleOf(body: JsonObject, path: Path): PolicyRule {
  const sources = partsOf(body['from'], [...path, 'from'], 'source');
  const operations = partsOf(body['to'], [...path, 'to'], 'operation');
  const conditions = partsOf(body['when'], [...path, 'when'], undefined);
  const key = (part: Part): string => text(part.body['key']) ?? '';
  const asking = sources.map((source) => first([source], identitySource));
  const keyed = (part: Part | undefined): Path | undefined => (part === undefined ? undefined : [...part.path, 'key']);
  return {
    path,
    operations: operations.map((operation) => operation.path),
    http: first(operations, httpOperation) ?? first(sources, httpSource) ?? keyed(conditions.find((when) => key(when).startsWith('request.'))),
    // Sources are alternatives: only if each of them asks for an identity, the rule does.
    identity: (asking.includes(undefined) ? undefined : asking[0]) ?? keyed(conditions.find((when) => identityKeys.includes(key(when)) && when.body['values'] !== undefined)),
    ports: operations.some((operation) => operation.body['ports'] === undefined) ? [] : operations.flatMap((operation) => words(operation.body['ports']).map(Number)),
  };
}

/** Fields that Istio leaves out of rules for TCP (istio/istio, security/authz/model: "is HTTP only"). */
const httpOperation = ['methods', 'paths', 'hosts', 'notMethods', 'notPaths', 'notHosts'];
const httpSource = ['requestPrincipals', 'notRequestPrincipals'];

/** Fields of the peer's certificate (AuthorizationPolicy reference: "requires mTLS enabled"). A negated one takes clients without. */
const identitySource = ['principals', 'namespaces', 'serviceAccounts', 'trustDomains'];
const identityKeys = ['source.principal', 'source.namespace', 'source.serviceAccount', 'source.trustDomain'];

interface Part {
  readonly body: JsonObject;
  readonly path: Path;
}

/** The members of a list, or what each of them holds under a name. */
function partsOf(value: Json | undefined, path: Path, name: string | undefined): readonly Part[] {
  return list(value).map((member, index) => (name === undefined ? { body: record(member), path: [...path, index] } : { body: record(record(member)[name]), path: [...path, index, name] }));
}

function first(parts: readonly Part[], names: readonly string[]): Path | undefined {
  for (const { body, path } of parts) for (const name of names) if (body[name] !== undefined && body[name] !== null) return [...path, name];
  return undefined;
}

/** A kind of workload that a policy selects: one pod stands for all replicas. */
export interface Selected {
  readonly pod: Pod;
  /** Its ports that Services lead to, by number. */
  readonly ports: readonly ServedPort[];
}

export interface ServedPort {
  readonly number: number;
  /** The name of the Service's port, else its number. */
  readonly called: string;
  readonly protocol: Protocol;
}

/** The workloads whose own proxy enforces an AuthorizationPolicy, each once. */
export function selectedBy(estate: Estate, policy: Resource): readonly Selected[] {
  if (isElsewhere(policy)) return [];
  const labels = labelsOf(policy);
  const whole = policy.namespace === meshOf(estate).rootNamespace;
  const pods = Object.keys(labels).length > 0 && !whole ? podsWith(estate, policy.scope, policy.namespace ?? '', labels) : podsOf(estate, whole ? undefined : policy.namespace).filter((pod) => carriedBy(pod, labels, policy.scope));
  const workloads = new Map<string, Pod>();
  for (const pod of pods) {
    const key = `${pod.namespace}/${pod.owner?.type ?? 'Pod'}/${pod.owner?.name ?? pod.name}`;
    if (!workloads.has(key) && ['sidecar', 'gateway'].includes(proxyOf(estate, pod))) workloads.set(key, pod);
  }
  return [...workloads.values()].map((pod) => ({ pod, ports: servedBy(estate, pod) }));
}

/** A dry run decides nothing, and a policy with targets is for gateways and waypoints. */
function isElsewhere({ body }: Resource): boolean {
  const spec = record(body['spec']);
  return spec['targetRefs'] !== undefined || spec['targetRef'] !== undefined || texts(record(body['metadata'])['annotations'])[dryRunAnnotation] === 'true';
}

function carriedBy(pod: Pod, labels: Labels, scope: string): boolean {
  return pod.resource.scope === scope && carries(pod.labels, labels);
}

function servedBy(estate: Estate, pod: Pod): readonly ServedPort[] {
  const served = new Map<number, ServedPort>();
  const gateway = proxyOf(estate, pod) === 'gateway';
  for (const { port, target } of portsLeadingTo(estate, pod)) {
    if (port.protocol !== 'TCP' || served.has(target)) continue;
    const protocol = gateway ? spokenAtGateway(estate, pod, target) : protocolOf(port);
    if (protocol !== undefined) served.set(target, { number: target, called: port.name ?? String(port.port), protocol });
  }
  return [...served.values()].sort((a, b) => a.number - b.number);
}

/** At a gateway the servers of its Gateways say what is spoken, and not the names of its Service's ports; undefined: nobody listens. */
function spokenAtGateway(estate: Estate, { namespace, name, owner, resource }: Pod, port: number): Protocol | undefined {
  const same = gatewayed(estate).find(({ pod }) => pod.resource.scope === resource.scope && pod.namespace === namespace && (owner === undefined ? pod.name === name : pod.owner?.type === owner.type && pod.owner.name === owner.name));
  const chains = same?.listeners.find((listener) => listener.port === port)?.chains ?? [];
  return chains.length === 0 ? undefined : chains.some(({ speaks }) => speaks === 'http') ? 'http' : 'tcp';
}

/** Whether nobody but TCP speaks there, so that a rule with HTTP fields has nothing to look at. */
export function isTcp({ protocol }: ServedPort): boolean {
  return protocol === 'tcp' || protocol === 'tls';
}
