import { waypointsRefused, type NotAdmitted } from '../../dialects/istio/ambient/admission.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { list, record } from '../../dialects/kubernetes/fields.ts';
import { podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A waypoint passes requests on as itself, and the policies of the workload let its clients in, but not the waypoint. */
export const rule: Rule = {
  name: 'waypoint-not-admitted',
  severity: 'error',
  aliases: [],
  leadsTo: ['policy-not-allowed', 'policy-denied'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const mesh = meshOf(estate);
  const told = new Set<string>();
  for (const pod of podsOf(estate).filter((each) => proxyOf(estate, each) === 'ambient')) {
    for (const refused of waypointsRefused(estate, mesh, pod)) {
      const { waypoint } = refused.before;
      const key = `${nameOf(refused.policy)} ${waypoint.namespace}/${waypoint.name}`;
      if (told.has(key)) continue;
      told.add(key);
      yield found(refused, pod);
    }
  }
}

function found({ before, policy, action }: NotAdmitted, pod: Pod): Finding {
  const { waypoint, principals, service } = before;
  const called = `${waypoint.namespace}/${waypoint.name}`;
  const who = principals.join(' and ');
  const through = service === undefined ? `connections to ${pod.name} itself` : `Service ${service.namespace}/${service.name}`;
  return findingAt(rule, { resource: policy, path: ['spec', 'rules'] }, {
    message: `nothing that the waypoint ${called} passes on reaches ${pod.name}: ${nameOf(policy)} ${action === 'DENY' ? 'denies it' : 'does not admit it'}`,
    label: action === 'DENY' ? `matches ${who}` : `none of them takes ${who}`,
    because: [
      because(`waypoint ${called}`, `carries ${through}, and passes requests on with its own identity, ${who}`, { resource: waypoint.gateway, path: ['metadata', 'name'] }),
      because(nameOf(pod.resource), 'is served by ztunnel, which asks its policies about the waypoint and not about the client behind it', { resource: pod.resource, path: ['metadata', 'name'] }),
    ],
    proposals: action === 'DENY' ? [] : [{ title: `let ${nameOf(policy)} also admit the waypoint ${called}`, certainty: 'proposed', edits: [{ edit: 'insert', of: policy, path: ['spec', 'rules'], at: rulesIn(policy), value: { from: [{ source: { principals } }] } }] }],
  });
}

function rulesIn(policy: Resource): number {
  return list(record(policy.body['spec'])['rules']).length;
}
