import { podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { hasPort, portsLeadingTo } from '../exemptions.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Port-level modes need a selector: a port number says something only about known pods. */
export const rule: Rule = {
  name: 'port-exemption-without-selector',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const policy of estate.ofType('PeerAuthentication')) {
    const spec = readerOf(policy).get('spec');
    const ports = spec.get('portLevelMtls').keys();
    if (ports.length === 0 || spec.get('selector', 'matchLabels').keys().length > 0) continue;
    yield findingAt(rule, { resource: policy, path: ['spec', 'portLevelMtls'], part: 'key' }, {
      message: `the cluster refuses ${nameOf(policy)}, and what held before still holds`,
      label: 'refused: portLevelMtls requires selector',
      because: [because(nameOf(policy), 'is for a whole namespace, where a port number means another program in every pod')],
      proposals: proposals(estate, policy, ports.map(Number)),
    });
  }
}

/** The one workload of the namespace that has such a port, if it is the only one and carries a label `app`. */
function proposals(estate: Estate, policy: Resource, ports: readonly number[]): readonly Proposal[] {
  const having = podsOf(estate, policy.namespace ?? '').filter((pod) => pod.resource.scope === policy.scope && hasOneOf(estate, pod, ports));
  const [app, ...others] = [...new Set(having.map(({ labels }) => labels['app']))];
  if (app === undefined || others.length > 0) return [];
  return [{ title: `select the pods that have the port: app ${app}`, edits: [{ edit: 'set', of: policy, path: ['spec', 'selector'], to: { matchLabels: { app } } }], certainty: 'proposed' }];
}

function hasOneOf(estate: Estate, pod: Pod, ports: readonly number[]): boolean {
  const leading = portsLeadingTo(estate, pod);
  return ports.some((port) => hasPort(pod, leading, port));
}
