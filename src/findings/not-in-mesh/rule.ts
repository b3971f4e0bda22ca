import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { groupBy } from '../../dialects/istio/mesh/order.ts';
import { proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { record } from '../../dialects/kubernetes/fields.ts';
import { podsOf, podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { labelsOf } from '../policies.ts';
import type { Finding, Reason, Rule } from '../rule.ts';

/** A policy is about pods that have no proxy to enforce it. */
export const rule: Rule = {
  name: 'not-in-mesh',
  severity: 'warning',
  aliases: ['IST0102', 'IST0103'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const { rootNamespace } = meshOf(estate);
  const policies = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'].flatMap((type) => estate.ofType(type));
  for (const together of groupBy(policies, ({ scope, namespace }) => `${scope}\n${namespace ?? ''}`).values()) {
    if (together[0]?.namespace === rootNamespace) continue;
    // One is enough: sidecars come to a whole namespace, and what is true of its other policies shows then.
    for (const policy of together) {
      const pods = record(policy.body['spec'])['targetRefs'] !== undefined ? [] : podsFor(estate, policy);
      if (pods.length === 0 || !pods.every((pod) => proxyOf(estate, pod) === 'none') || !settled(estate, policy, pods)) continue;
      yield found(estate, policy, pods[0]!);
      break;
    }
  }
}

/** Whether the files decide it: without the Namespace object nobody knows which pods get a sidecar, except those that run. */
function settled(estate: Estate, { scope, namespace = '' }: Resource, pods: readonly Pod[]): boolean {
  return estate.find({ scope, type: 'Namespace', name: namespace }) !== undefined || pods.some(({ resource }) => resource.derived === undefined);
}

function podsFor(estate: Estate, policy: Resource): readonly Pod[] {
  const labels = labelsOf(policy);
  if (Object.keys(labels).length > 0) return podsWith(estate, policy.scope, policy.namespace ?? '', labels);
  return podsOf(estate, policy.namespace ?? '').filter((pod) => pod.resource.scope === policy.scope);
}

function found(estate: Estate, policy: Resource, pod: Pod): Finding {
  return findingAt(rule, { resource: policy, path: ['metadata', 'name'] }, {
    message: `${nameOf(policy)} protects nothing: its pods have no sidecar`,
    label: 'enforced by a sidecar, and there is none',
    because: [because(nameOf(pod.resource), 'has no container istio-proxy', { resource: pod.resource, path: ['spec', 'containers'] }), ...labelled(estate, policy)],
  });
}

/** Whether the namespace asks for sidecars: then the pods are older than its label, and have to be made anew. */
function labelled(estate: Estate, policy: Resource): readonly Reason[] {
  const namespace = estate.find({ scope: policy.scope, type: 'Namespace', name: policy.namespace ?? '' });
  if (namespace === undefined) return [];
  const path = ['metadata', 'labels', 'istio-injection'];
  const value = readerOf(namespace).get(...path).string();
  const revision = readerOf(namespace).get('metadata', 'labels', 'istio.io/rev').string();
  if (value === undefined && revision === undefined) return [because(nameOf(namespace), 'has no label istio-injection: new pods get no sidecar', { resource: namespace, path: ['metadata', 'name'] })];
  return [because(nameOf(namespace), value === 'enabled' || value === undefined ? 'asks for sidecars: pods that are older than the label get one when they are deleted and made anew' : `says istio-injection: ${value}`, { resource: namespace, path: value === undefined ? ['metadata', 'labels'] : path })];
}
