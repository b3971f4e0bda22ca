import { atPodPorts } from '../../dialects/istio/pod-ports.ts';
import { policiesFor } from '../../dialects/istio/attachment.ts';
import { rulesOf } from '../../dialects/istio/authorization.ts';
import { dryRunAnnotation } from '../../facts/istio.ts';
import type { Mesh } from '../../dialects/istio/mesh.ts';
import { inboundPort } from '../../dialects/istio/protocol.ts';
import { proxyAt } from '../../dialects/istio/proxy.ts';
import { spaceDelimitedOf } from '../../dialects/istio/tokens.ts';
import { record, text, texts } from '../../dialects/kubernetes/fields.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Identity, Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { AuthorizationSpec, PolicySpec, RuleSpec } from './spec.ts';

/** Answers for the ports of pods behind a sidecar or gateway that at least one policy selects. */
export function read(estate: Estate): Opened<AuthorizationSpec> {
  return atPodPorts(estate, specOf);
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, port: number): AuthorizationSpec | undefined {
  const proxy = proxyAt(estate, pod, port);
  if (proxy !== 'gateway' && proxy !== 'sidecar') return undefined;
  const resources = policiesFor(estate, 'AuthorizationPolicy', pod, [mesh.rootNamespace, pod.namespace], mesh.rootNamespace);
  const policies = resources.flatMap((policy) => policyOf(policy, mesh) ?? []);
  if (policies.length === 0) return undefined;
  return {
    pod: `${pod.namespace}/${pod.name}`,
    port,
    protocol: proxy === 'gateway' ? 'http' : inboundPort(estate, pod, port).protocol,
    trustDomains: [mesh.trustDomain, ...mesh.trustDomainAliases],
    spaceDelimited: spaceDelimitedOf(estate, pod, mesh),
    policies,
    ...(pod.address === undefined ? {} : { address: pod.address }),
  };
}

/** Undefined: the policy is tried out only, or it only logs. */
function policyOf(policy: Resource, mesh: Mesh): PolicySpec | undefined {
  const spec = record(policy.body['spec']);
  const action = text(spec['action']) ?? 'ALLOW';
  const dryRun = texts(record(policy.body['metadata'])['annotations'])[dryRunAnnotation] ?? '';
  if (/^(?:1|t|T|true|TRUE|True)$/.test(dryRun) || (action !== 'ALLOW' && action !== 'DENY' && action !== 'CUSTOM')) return undefined;
  const at = policy.locate(['spec', 'rules'], 'key') ?? policy.locate(['spec']);
  return {
    namespace: policy.namespace ?? '',
    name: policy.name,
    action,
    rules: rulesOf(policy).map((rule): RuleSpec => ruleAt(policy, rule)),
    identity: { scope: policy.scope, type: policy.type, name: policy.name, ...(policy.namespace === undefined ? {} : { namespace: policy.namespace }) } satisfies Identity,
    ...(action === 'CUSTOM' ? { provider: providerOf(text(record(spec['provider'])['name']) ?? '', mesh) } : {}),
    ...(at === undefined ? {} : { at }),
  };
}

function ruleAt(policy: Resource, rule: ReturnType<typeof rulesOf>[number]): RuleSpec {
  const at = policy.locate(rule.path);
  return { ...rule, ...(at === undefined ? {} : { at }) };
}

/** Without a mesh config in the input nobody knows which authorizers there are. */
function providerOf(name: string, mesh: Mesh): NonNullable<PolicySpec['provider']> {
  return mesh.resource === undefined || mesh.authorizers.includes(name) ? { name } : { name, missing: true };
}
