import { networkPoliciesOf, selectedBy } from '../../dialects/kubernetes/network-policies.ts';
import { isEmpty } from '../../dialects/kubernetes/labels.ts';
import { podsOf } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A NetworkPolicy selects pods by labels that no pod of its namespace has. */
export const rule: Rule = {
  name: 'network-policy-selects-nothing',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const policy of networkPoliciesOf(estate)) {
    const { resource, namespace, selector } = policy;
    if (isEmpty(selector) || selectedBy(estate, policy).length > 0) continue;
    // A namespace of which the inputs hold no pod at all may have the right one.
    const [shown] = podsOf(estate, namespace).filter((pod) => pod.resource.scope === resource.scope);
    if (shown === undefined) continue;
    const pairs = Object.entries(shown.labels).map(([key, value]) => `${key}=${value}`);
    yield findingAt(rule, { resource, path: ['spec', 'podSelector'] }, {
      message: `${nameOf(resource)} isolates nobody: no pod of ${namespace} has these labels`,
      label: 'selects no pod',
      because: [because(nameOf(shown.resource), pairs.length === 0 ? 'has no labels' : `has ${listed(pairs.slice(0, 4))}`, { resource: shown.resource, path: ['metadata', 'labels'] })],
    });
  }
}
