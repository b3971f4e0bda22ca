import { authorizerStatus } from '../../facts/envoy.ts';
import { portIn, workloadIn } from '../../dialects/istio/ambient/ambient.ts';
import { policiesFor } from '../../dialects/istio/policies/attachment.ts';
import { authorizersOf, type Authorizer } from '../../dialects/istio/policies/authorizers.ts';
import type { Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { isPolicyRefused } from '../../dialects/istio/policies/refusals.ts';
import { atPodPorts, protocolAt } from '../../dialects/istio/proxy/pod-ports.ts';
import { proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import { actionOf, policySpecOf } from '../../dialects/istio/policies/rules.ts';
import { record, text } from '../../dialects/kubernetes/fields.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { AuthorizerSpec, CustomPolicy, ProviderSpec } from './spec.ts';

/** Answers for the ports of sidecars and the chains of gateways that a CUSTOM policy selects. */
export function read(estate: Estate): Opened<AuthorizerSpec> {
  return atPodPorts(estate, specOf);
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, port: number, chain: string | undefined): AuthorizerSpec | undefined {
  const proxy = proxyAt(estate, pod, port);
  const protocol = protocolAt(estate, pod, port, chain);
  if (protocol === undefined) return undefined;
  const resources = policiesFor(estate, 'AuthorizationPolicy', workloadIn(estate, pod, chain), [mesh.rootNamespace, pod.namespace], mesh.rootNamespace);
  const policies = resources.filter((policy) => actionOf(policy) === 'CUSTOM' && !isPolicyRefused(policy)).map(customOf);
  if (policies.length === 0) return undefined;
  return {
    pod: `${pod.namespace}/${pod.name}`,
    port: portIn(port, chain),
    protocol,
    trustDomains: [mesh.trustDomain, ...mesh.trustDomainAliases],
    policies,
    providers: providersOf(policies, mesh),
    ...(pod.address === undefined || proxy === 'waypoint' ? {} : { address: pod.address }),
  };
}

function customOf(policy: Resource): CustomPolicy {
  const provider = text(record(record(policy.body['spec'])['provider'])['name']) ?? '';
  return { ...policySpecOf(policy), provider };
}

/** Two authorizers at one workload are refused unless istiod is told otherwise (PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS). */
function providersOf(policies: readonly CustomPolicy[], mesh: Mesh): readonly ProviderSpec[] {
  const known = authorizersOf(mesh);
  const names = [...new Set(policies.map(({ provider }) => provider))].sort();
  const several = names.length > 1 ? `the authorizers ${names.join(' and ')} stand at one workload, and istiod takes one` : undefined;
  return names.map((name) => providerOf(name, known?.get(name), several ?? (known === undefined || known.has(name) ? undefined : missing(name, known))));
}

function missing(name: string, known: ReadonlyMap<string, Authorizer>): string {
  return `the mesh config has no authorizer ${name}; it has ${known.size === 0 ? 'none' : [...known.keys()].join(', ')}`;
}

function providerOf(name: string, authorizer: Authorizer | undefined, wrong: string | undefined): ProviderSpec {
  const broken = wrong ?? (authorizer?.broken === undefined ? undefined : `the authorizer ${name} is not usable: ${authorizer.broken}`);
  return {
    name,
    writes: authorizer?.writes ?? [],
    ...(authorizer === undefined ? {} : { speaks: authorizer.speaks }),
    ...(broken === undefined ? {} : { broken }),
    ...(authorizer?.failOpen === true ? { failOpen: true } : {}),
    ...(authorizer === undefined || authorizer.statusOnError === authorizerStatus ? {} : { statusOnError: authorizer.statusOnError }),
  };
}
