import { portIn, workloadIn } from '../../dialects/istio/ambient/ambient.ts';
import { refusalProblems } from '../../dialects/istio/mesh/refusals.ts';
import { policiesFor } from '../../dialects/istio/policies/attachment.ts';
import type { Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { isPolicyRefused, policyRefusals } from '../../dialects/istio/policies/refusals.ts';
import { atPodPorts, protocolAt } from '../../dialects/istio/proxy/pod-ports.ts';
import { proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import { actionOf, isDryRun, policySpecOf } from '../../dialects/istio/policies/rules.ts';
import { spaceDelimitedOf } from '../../dialects/istio/policies/tokens.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Problem, Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { AuthorizationSpec, DecidingPolicy } from './spec.ts';

/** Answers for the ports of sidecars and the chains of gateways that at least one policy selects. */
export function read(estate: Estate, problems: Problem[]): Opened<AuthorizationSpec> {
  problems.push(...estate.ofType('AuthorizationPolicy').flatMap((policy) => refusalProblems('policy-refused', policy, policyRefusals(policy))));
  return atPodPorts(estate, specOf);
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, port: number, chain: string | undefined): AuthorizationSpec | undefined {
  const proxy = proxyAt(estate, pod, port);
  const protocol = protocolAt(estate, pod, port, chain);
  if (protocol === undefined) return undefined;
  const workload = workloadIn(estate, pod, chain);
  const resources = policiesFor(estate, 'AuthorizationPolicy', workload, [mesh.rootNamespace, pod.namespace], mesh.rootNamespace);
  const policies = resources.flatMap(decidingPolicy);
  if (policies.length === 0) return undefined;
  return {
    pod: `${pod.namespace}/${pod.name}`,
    port: portIn(port, chain),
    protocol,
    trustDomains: [mesh.trustDomain, ...mesh.trustDomainAliases],
    spaceDelimited: spaceDelimitedOf(estate, workload, mesh),
    policies,
    ...(pod.address === undefined || proxy === 'waypoint' ? {} : { address: pod.address }),
  };
}

/** None: the API refuses the policy, it is tried out only, it only logs, or somebody else is asked. */
function decidingPolicy(policy: Resource): readonly DecidingPolicy[] {
  const action = actionOf(policy);
  return isPolicyRefused(policy) || isDryRun(policy) || (action !== 'ALLOW' && action !== 'DENY') ? [] : [{ ...policySpecOf(policy), action }];
}
