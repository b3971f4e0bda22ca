import { meshOf } from '../dialects/istio/mesh.ts';
import { protocolOf, type Protocol } from '../dialects/istio/protocol.ts';
import { proxyOf } from '../dialects/istio/proxy.ts';
import { podsOf, podsWith, type Pod } from '../dialects/kubernetes/pods.ts';
import type { Estate } from '../resource/estate.ts';
import { readerOf, type Reader } from '../resource/reader.ts';
import type { Resource } from '../resource/resource.ts';
import { portsLeadingTo } from './exemptions.ts';

/** A rule of an AuthorizationPolicy, taken apart as far as findings need it. */
export interface PolicyRule {
  readonly at: Reader;
  /** The first field that only an HTTP request has; undefined: the rule can be judged for any connection. */
  readonly http: Reader | undefined;
  /** The first field that only a client with a mesh certificate can meet. */
  readonly identity: Reader | undefined;
  /** Pod ports it is about; empty: all of them. */
  readonly ports: readonly number[];
}

/** The action of a policy; ALLOW is what an absent one means (AuthorizationPolicy reference). */
export function actionOf(policy: Resource): string {
  return readerOf(policy).get('spec', 'action').string() ?? 'ALLOW';
}

/** The rules of a policy, in their order. */
export function rulesOf(policy: Resource): readonly PolicyRule[] {
  return readerOf(policy).get('spec', 'rules').each().map((at) => {
    const sources = at.get('from').each().map((from) => from.get('source'));
    const operations = at.get('to').each().map((to) => to.get('operation'));
    const conditions = at.get('when').each();
    const conditioned = conditions.find((when) => (when.get('key').string() ?? '').startsWith('request.'))?.get('key');
    return {
      at,
      http: first(operations, httpOperation) ?? first(sources, httpSource) ?? conditioned,
      identity: everySource(sources) ?? conditions.find((when) => identityKeys.includes(when.get('key').string() ?? '') && when.get('values').there)?.get('key'),
      ports: operations.some((operation) => !operation.get('ports').there) ? [] : operations.flatMap((operation) => operation.get('ports').strings().map(Number)),
    };
  });
}

/** Fields that Istio leaves out of rules for TCP (istio/istio, security/authz/model: "is HTTP only"). */
const httpOperation = ['methods', 'paths', 'hosts', 'notMethods', 'notPaths', 'notHosts'];
const httpSource = ['requestPrincipals', 'notRequestPrincipals'];

/** Fields of the peer's certificate (AuthorizationPolicy reference: "requires mTLS enabled"). A negated one takes clients without. */
const identitySource = ['principals', 'namespaces', 'serviceAccounts', 'trustDomains'];
const identityKeys = ['source.principal', 'source.namespace', 'source.serviceAccount', 'source.trustDomain'];

function first(parts: readonly Reader[], names: readonly string[]): Reader | undefined {
  return parts.flatMap((part) => names.map((name) => part.get(name))).find(({ there }) => there);
}

/** Sources are alternatives: only if each of them asks for an identity, the rule does. */
function everySource(sources: readonly Reader[]): Reader | undefined {
  const asking = sources.map((source) => first([source], identitySource));
  return asking.includes(undefined) ? undefined : asking[0];
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

/** The workloads with a sidecar that an AuthorizationPolicy selects, each once. */
export function selectedBy(estate: Estate, policy: Resource): readonly Selected[] {
  const labels = readerOf(policy).get('spec', 'selector', 'matchLabels').map();
  const whole = policy.namespace === meshOf(estate).rootNamespace;
  const pods = Object.keys(labels).length > 0 && !whole ? podsWith(estate, policy.scope, policy.namespace ?? '', labels) : podsOf(estate, whole ? undefined : policy.namespace).filter((pod) => carries(pod, labels, policy.scope));
  const workloads = new Map<string, Pod>();
  for (const pod of pods) {
    const key = `${pod.namespace}/${pod.owner?.type ?? 'Pod'}/${pod.owner?.name ?? pod.name}`;
    if (!workloads.has(key) && proxyOf(estate, pod) !== 'none') workloads.set(key, pod);
  }
  return [...workloads.values()].map((pod) => ({ pod, ports: servedBy(estate, pod) }));
}

function carries(pod: Pod, labels: Readonly<Record<string, string>>, scope: string): boolean {
  return pod.resource.scope === scope && Object.entries(labels).every(([key, value]) => pod.labels[key] === value);
}

function servedBy(estate: Estate, pod: Pod): readonly ServedPort[] {
  const served = new Map<number, ServedPort>();
  for (const { port, target } of portsLeadingTo(estate, pod)) {
    if (port.protocol === 'TCP' && !served.has(target)) served.set(target, { number: target, called: port.name ?? String(port.port), protocol: protocolOf(port) });
  }
  return [...served.values()].sort((a, b) => a.number - b.number);
}

/** Whether nobody but TCP speaks there, so that a rule with HTTP fields has nothing to look at. */
export function isTcp({ protocol }: ServedPort): boolean {
  return protocol === 'tcp' || protocol === 'tls';
}
