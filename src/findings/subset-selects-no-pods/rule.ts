import { podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import type { Resource } from '../../resource/resource.ts';
import { destinations } from '../destinations.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A subset asks for labels that no pod of the Service has. */
export const rule: Rule = {
  name: 'subset-selects-no-pods',
  severity: 'error',
  aliases: ['IST0173', 'KIA0203'],
  leadsTo: ['no-endpoints'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const { rule: written, service } of destinations(estate)) {
    const subsets = readerOf(written).get('spec', 'subsets').each();
    const pods = subsets.length === 0 ? [] : podsWith(estate, service.resource.scope, service.namespace, service.selector);
    // A Service without pods is another finding.
    if (pods.length === 0) continue;
    for (const subset of subsets) {
      const labels = Object.entries(subset.get('labels').map()).filter(([key, value]) => !ofNode(key) || value === '');
      if (labels.length > 0 && !pods.some((pod) => labels.every(([key, value]) => pod.labels[key] === value))) yield found(written, service, subset, labels, pods);
    }
  }
}

/** Labels that endpoints get from their node and not from their pod (istio/istio, kube/controller: locality and node labels). */
function ofNode(key: string): boolean {
  return key.startsWith('topology.') || key.startsWith('failure-domain.') || key.startsWith('kubernetes.io/') || key.startsWith('node.kubernetes.io/');
}

function found(written: Resource, service: Service, subset: Reader, labels: readonly (readonly [string, string])[], pods: readonly Pod[]): Finding {
  const [key = ''] = labels.find(([name, value]) => !pods.some((pod) => pod.labels[name] === value)) ?? [];
  const values = [...new Set(pods.flatMap((pod) => pod.labels[key] ?? []))].sort();
  const name = subset.get('name').string() ?? '';
  const [only, ...more] = values;
  return findingAt(rule, { resource: written, path: [...subset.path, 'labels', ...(key === '' ? [] : [key])] }, {
    message: `requests to subset ${name} of ${service.name} get 503: no pod has ${listed(labels.map(([label, value]) => `${label}=${value}`))}`,
    label: values.length === 0 ? `pods of ${service.name} have no label ${key}` : `pods of ${service.name} have ${key}=${listed(values.slice(0, 3))}`,
    because: [because(pods[0]!.name, `is a pod of ${service.name}, with ${listed(Object.entries(pods[0]!.labels).slice(0, 4).map(([label, value]) => `${label}=${value}`))}`, { resource: pods[0]!.resource, path: ['metadata', 'labels'] })],
    proposals: only !== undefined && more.length === 0 ? [{ title: `select what is there: ${key}=${only}`, edits: [{ edit: 'set', of: written, path: [...subset.path, 'labels', key], to: only }], certainty: 'proposed' }] : [],
  });
}
