import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import type { Labels } from '../../dialects/kubernetes/labels.ts';
import { podsOf, podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { labelsOf } from '../policies.ts';
import type { Finding, Rule } from '../rule.ts';

/** A policy selects pods by labels that no pod has. */
export const rule: Rule = {
  name: 'selector-matches-nothing',
  severity: 'warning',
  aliases: ['IST0127', 'KIA0004'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const { rootNamespace } = meshOf(estate);
  for (const policy of ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'].flatMap((type) => estate.ofType(type))) {
    const labels = labelsOf(policy);
    const whole = policy.namespace === rootNamespace;
    // PeerAuthentication does not know selectors in the root namespace: another finding says so.
    if (Object.keys(labels).length === 0 || (whole && policy.type === 'PeerAuthentication')) continue;
    if (whole ? selectsAnywhere(estate, policy, labels) : podsWith(estate, policy.scope, policy.namespace ?? '', labels).length > 0) continue;
    // A namespace of which the inputs hold no pod at all may have the right one.
    const pods = podsOf(estate, whole ? undefined : (policy.namespace ?? '')).filter((pod) => pod.resource.scope === policy.scope);
    if (pods.length > 0) yield found(policy, labels, pods);
  }
}

function selectsAnywhere(estate: Estate, policy: Resource, labels: Labels): boolean {
  return podsOf(estate).some((pod) => pod.resource.scope === policy.scope && Object.entries(labels).every(([key, value]) => pod.labels[key] === value));
}

function found(policy: Resource, labels: Labels, pods: readonly Pod[]): Finding {
  const path = ['spec', 'selector', 'matchLabels'];
  const pairs = listed(Object.entries(labels).map(([key, value]) => `${key}=${value}`));
  const key = Object.keys(labels).find((each) => !pods.some((pod) => pod.labels[each] === labels[each])) ?? Object.keys(labels)[0]!;
  const renamed = renamedTo(key, labels[key]!, pods);
  const values = [...new Set(pods.flatMap((pod) => pod.labels[key] ?? []))].sort();
  const shown = pods.find((pod) => renamed !== undefined && pod.labels[renamed] === labels[key]) ?? pods[0]!;
  return findingAt(rule, { resource: policy, path: [...path, key] }, {
    message: `${nameOf(policy)} changes nothing: no pod has ${pairs}`,
    label: renamed !== undefined ? `here the label ${renamed} is ${labels[key]}` : values.length === 0 ? `no pod here has a label ${key}` : `pods here have ${key}=${listed(values.slice(0, 3))}`,
    because: [because(nameOf(shown.resource), `has ${listed(Object.entries(shown.labels).slice(0, 4).map(([name, value]) => `${name}=${value}`))}`, { resource: shown.resource, path: ['metadata', 'labels'] })],
    proposals:
      renamed === undefined
        ? []
        : [
            {
              title: `select by the label that pods here have: ${renamed}`,
              edits: [
                { edit: 'remove', of: policy, path: [...path, key] },
                { edit: 'set', of: policy, path: [...path, renamed], to: labels[key]! },
              ],
              certainty: 'proposed',
            },
          ],
  });
}

/** Another label with the same value, if there is one only: charts rename their labels. */
function renamedTo(key: string, value: string, pods: readonly Pod[]): string | undefined {
  const [name, ...others] = new Set(pods.flatMap((pod) => Object.keys(pod.labels).filter((each) => each !== key && pod.labels[each] === value)));
  return others.length === 0 ? name : undefined;
}
