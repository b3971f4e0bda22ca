import { conditionsOf, rulesOf, type Condition } from '../../dialects/istio/policies/authorization.ts';
import { policiesFor } from '../../dialects/istio/policies/attachment.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { topologyOf } from '../../dialects/istio/proxy/proxy-config.ts';
import { proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { frontedGateways } from '../behind-balancer.ts';
import { because, findingAt } from '../finding.ts';
import { gatewayPods } from '../gateways.ts';
import { groupsOf, podsBehind } from '../groups.ts';
import { policiesOf, selectedBy } from '../policies.ts';
import type { Finding, Rule } from '../rule.ts';

/** A policy asks for the client's address where the proxy knows only that of a load balancer or gateway. */
export const rule: Rule = {
  name: 'client-address-not-known-here',
  severity: 'warning',
  aliases: [],
  leadsTo: ['policy-not-allowed', 'policy-denied'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const policy of policiesOf(estate)) {
    const asked = rulesOf(policy).flatMap(conditionsOf).find(({ attribute }) => attribute === 'remote.ip');
    if (asked === undefined) continue;
    // A load balancer that dials the pod itself appends the client: there the last entry is the right one.
    const sidecar = selectedBy(estate, policy).find(({ pod }) => proxyOf(estate, pod) === 'sidecar' && !groupsOf(estate).some((group) => podsBehind(estate, group).some(({ namespace, name }) => namespace === pod.namespace && name === pod.name)));
    const entered = gatewayPods(estate)[0];
    if (sidecar !== undefined && entered !== undefined) yield atSidecar(policy, asked, sidecar.pod, entered);
  }
  yield* atGateways(estate);
}

function atSidecar(policy: Resource, { path }: Condition, pod: Pod, gateway: Pod): Finding {
  return findingAt(rule, { resource: policy, path }, {
    message: `${nameOf(policy)} never sees the address of a client from outside: at ${pod.name} the last entry of X-Forwarded-For is what dialled the gateway`,
    label: 'asks a sidecar; only the gateway knows the client',
    because: [
      because(`sidecar of ${pod.namespace}/${pod.name}`, 'believes no proxy in front of it (0 trusted hops) and takes the last entry of X-Forwarded-For'),
      because(`gateway ${gateway.namespace}/${gateway.name}`, 'appends the address of whoever dialled it: behind a load balancer that is the load balancer'),
    ],
  });
}

/** Policies at a gateway behind an ALB that believes no X-Forwarded-For. */
function* atGateways(estate: Estate): Iterable<Finding> {
  const mesh = meshOf(estate);
  const told = new Set<Resource>();
  for (const { group, pod } of frontedGateways(estate)) {
    if (topologyOf(estate, mesh, pod)?.trustedProxies !== 0) continue;
    for (const policy of policiesFor(estate, 'AuthorizationPolicy', pod, [mesh.rootNamespace, pod.namespace], mesh.rootNamespace)) {
      const asked = rulesOf(policy).flatMap(conditionsOf).find(({ attribute }) => attribute === 'remote.ip');
      if (asked === undefined || told.has(policy)) continue;
      told.add(policy);
      yield findingAt(rule, { resource: policy, path: asked.path }, {
        message: `${nameOf(policy)} compares addresses of the load balancer, not of its clients`,
        label: `gateway ${pod.namespace}/${pod.name} believes no X-Forwarded-For`,
        because: [because(`target group ${group.name}`, 'is an Application Load Balancer\'s: the client is the last entry of X-Forwarded-For'), because(nameOf(pod.resource), 'has gatewayTopology.numTrustedProxies 0, so the client\'s address is that of the peer; with 1 it is the last entry')],
      });
    }
  }
}
