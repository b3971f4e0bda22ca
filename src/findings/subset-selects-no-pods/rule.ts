import { record, text } from '../../dialects/kubernetes/fields.ts';
import { podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import type { Estate } from '../../resource/estate.ts';
import { valueAt, type Json, type Path as Steps, type Resource } from '../../resource/resource.ts';
import { destinations } from '../destinations.ts';
import { because, findingAt, listed } from '../finding.ts';
import { routed } from '../routed-destinations.ts';
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
    const wanted = routedSubsets(estate, written.scope, `${service.name}.${service.namespace}.svc.`);
    for (const subset of subsets) {
      const labels = Object.entries(subset.get('labels').map()).filter(([key, value]) => !ofNode(key) || value === '');
      if (labels.length === 0 || pods.some((pod) => labels.every(([key, value]) => pod.labels[key] === value))) continue;
      yield found(written, service, subset, labels, pods, wanted.has(subset.get('name').string() ?? ''));
    }
  }
}

/** The subsets of a host to which a VirtualService sends requests: a weight of 0 sends none. */
function routedSubsets(estate: Estate, scope: string, host: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { virtualService, path, written, host: to } of routed(estate)) {
    const subset = text(written['subset']);
    if (subset !== undefined && virtualService.scope === scope && to.startsWith(host) && weightOf(virtualService, path) !== 0) names.add(subset);
  }
  return names;
}

/** What stands beside a destination; the only destination of a route needs no weight. */
function weightOf({ body }: Resource, path: Steps): Json | undefined {
  return record(valueAt(body, path.slice(0, -1)))['weight'];
}

/** Labels that endpoints get from their node and not from their pod (istio/istio, kube/controller: locality and node labels). */
function ofNode(key: string): boolean {
  return key.startsWith('topology.') || key.startsWith('failure-domain.') || key.startsWith('kubernetes.io/') || key.startsWith('node.kubernetes.io/');
}

function found(written: Resource, service: Service, subset: Reader, labels: readonly (readonly [string, string])[], pods: readonly Pod[], routedTo: boolean): Finding {
  const [key = ''] = labels.find(([name, value]) => !pods.some((pod) => pod.labels[name] === value)) ?? [];
  const values = [...new Set(pods.flatMap((pod) => pod.labels[key] ?? []))].sort();
  const name = subset.get('name').string() ?? '';
  const [only, ...more] = values;
  const asked = listed(labels.map(([label, value]) => `${label}=${value}`));
  return findingAt(rule, { resource: written, path: [...subset.path, 'labels', ...(key === '' ? [] : [key])] }, {
    message: routedTo ? `requests to subset ${name} of ${service.name} get 503: no pod has ${asked}` : `subset ${name} of ${service.name} has no pod, and no route here leads to it: no pod has ${asked}`,
    label: values.length === 0 ? `pods of ${service.name} have no label ${key}` : `pods of ${service.name} have ${key}=${listed(values.slice(0, 3))}`,
    because: [because(pods[0]!.name, `is a pod of ${service.name}, with ${listed(Object.entries(pods[0]!.labels).slice(0, 4).map(([label, value]) => `${label}=${value}`))}`, { resource: pods[0]!.resource, path: ['metadata', 'labels'] })],
    // A subset to which nobody routes does no harm: a version that is not deployed yet, or no longer.
    ...(routedTo ? {} : { severity: 'note' as const }),
    proposals: routedTo && only !== undefined && more.length === 0 ? [{ title: `select what is there: ${key}=${only}`, edits: [{ edit: 'set', of: written, path: [...subset.path, 'labels', key], to: only }], certainty: 'proposed' }] : [],
  });
}
