import { meshOf } from '../../dialects/istio/mesh.ts';
import { podsOf, podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
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
    const labels = readerOf(policy).get('spec', 'selector', 'matchLabels').map();
    const whole = policy.namespace === rootNamespace;
    // PeerAuthentication does not know selectors in the root namespace: another finding says so.
    if (Object.keys(labels).length === 0 || (whole && policy.type === 'PeerAuthentication')) continue;
    if (whole ? selectsAnywhere(estate, policy, labels) : podsWith(estate, policy.scope, policy.namespace ?? '', labels).length > 0) continue;
    // A namespace of which the inputs hold no pod at all may have the right one.
    const pods = podsOf(estate, whole ? undefined : (policy.namespace ?? '')).filter((pod) => pod.resource.scope === policy.scope);
    if (pods.length > 0) yield found(policy, labels, pods);
  }
}

function selectsAnywhere(estate: Estate, policy: Resource, labels: Readonly<Record<string, string>>): boolean {
  return podsOf(estate).some((pod) => pod.resource.scope === policy.scope && Object.entries(labels).every(([key, value]) => pod.labels[key] === value));
}

function found(policy: Resource, labels: Readonly<Record<string, string>>, pods: readonly Pod[]): Finding {
  const path = ['spec', 'selector', 'matchLabels'];
  const pairs = listed(Object.entries(labels).map(([key, value]) => `${key}=${value}`));
  const key = Object.keys(labels).find((each) => !pods.some((pod) => pod.labels[each] === labels[each])) ?? Object.keys(labels)[0]!;
  const values = [...new Set(pods.flatMap((pod) => pod.labels[key] ?? []))].sort();
  return findingAt(rule, { resource: policy, path: [...path, key] }, {
    message: `${nameOf(policy)} changes nothing: no pod has ${pairs}`,
    label: values.length === 0 ? `no pod here has a label ${key}` : `pods here have ${listed(values.slice(0, 3))}`,
    because: [because(nameOf(pods[0]!.resource), `has ${listed(Object.entries(pods[0]!.labels).slice(0, 4).map(([name, value]) => `${name}=${value}`))}`, { resource: pods[0]!.resource, path: ['metadata', 'labels'] })],
    proposals: proposals(policy, labels, key, pods),
  });
}

/** Another label with the same value, if all pods that carry it are alike in it: charts rename their labels. */
function proposals(policy: Resource, labels: Readonly<Record<string, string>>, key: string, pods: readonly Pod[]): readonly Proposal[] {
  const wanted = labels[key];
  const names = new Set(pods.flatMap((pod) => Object.keys(pod.labels).filter((name) => name !== key && pod.labels[name] === wanted)));
  const [name, ...others] = [...names];
  if (name === undefined || wanted === undefined || others.length > 0) return [];
  const path = ['spec', 'selector', 'matchLabels'];
  return [
    {
      title: `select by the label that pods here have: ${name}`,
      edits: [
        { edit: 'remove', of: policy, path: [...path, key] },
        { edit: 'set', of: policy, path: [...path, name], to: wanted },
      ],
      certainty: 'proposed',
    },
  ];
}
