import { unenforcedAt, type Unenforced } from '../../dialects/istio/ambient/layers.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A policy of an ambient namespace asks for what ztunnel cannot see, and no waypoint does it. */
export const rule: Rule = {
  name: 'policy-not-enforced-in-ambient',
  severity: 'error',
  aliases: ['KIA0109', 'KIA0110', 'IST0167'],
  leadsTo: ['policy-not-allowed', 'policy-denied'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const mesh = meshOf(estate);
  const told = new Set<string>();
  const ambient = podsOf(estate).filter((pod) => proxyOf(estate, pod) === 'ambient');
  for (const pod of ambient) {
    for (const one of unenforcedAt(estate, mesh, pod)) {
      const key = `${nameOf(one.policy)} ${pathText(one.path)}`;
      if (one.concern === 'enforced-at-waypoint' || told.has(key)) continue;
      told.add(key);
      yield found(one, pod);
    }
  }
  yield* sidecarObjects(estate, ambient);
}

function found({ policy, path, why, concern }: Unenforced, pod: Pod): Finding {
  return findingAt(rule, { resource: policy, path }, {
    message: `at ${pod.name}: ${why}`,
    label: concern === 'target-without-waypoint' ? 'no waypoint enforces it' : 'ztunnel sees connections, not requests',
    because: [because(pod.name, 'is in ambient mode: ztunnel enforces identity, addresses and ports; methods, paths, hosts and tokens need a waypoint, and a policy with targetRefs', { resource: pod.resource, path: ['metadata', 'name'] })],
  });
}

/** A Sidecar object configures sidecars, of which an ambient namespace has none. */
function* sidecarObjects(estate: Estate, ambient: readonly Pod[]): Iterable<Finding> {
  for (const resource of estate.ofType('Sidecar')) {
    const inside = podsOf(estate, resource.namespace ?? '').filter((pod) => pod.resource.scope === resource.scope);
    const first = inside[0];
    if (first === undefined || !inside.every((pod) => ambient.includes(pod))) continue;
    yield findingAt(rule, { resource, path: ['metadata', 'name'] }, {
      message: `${nameOf(resource)} changes nothing: every pod of its namespace is in ambient mode`,
      label: 'for sidecars, of which there is none here',
      because: [because(first.name, 'is served by ztunnel, which does not read Sidecar objects', { resource: first.resource, path: ['metadata', 'name'] })],
      severity: 'warning',
    });
  }
}
