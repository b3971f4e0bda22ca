import { dataplaneModeLabel } from '../../facts/istio.ts';
import { injectLabel, namespaceLabel, revisionLabel } from '../../facts/injection.ts';
import { record, texts } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, valueAt, type Path as Place, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Two labels say different things about the sidecar, and one of them does not count. */
export const rule: Rule = {
  name: 'injection-labels-conflict',
  severity: 'warning',
  aliases: ['IST0123'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const namespace of estate.ofType('Namespace')) {
    const labels = texts(record(namespace.body['metadata'])['labels']);
    const [injection, revision] = [labels[namespaceLabel], labels[revisionLabel]];
    // Who switches injection off says so plainly.
    if (injection !== undefined && injection !== 'disabled' && revision !== undefined) yield ofNamespace(namespace, injection, revision);
    else if (injection !== 'disabled' && labels[dataplaneModeLabel] === 'ambient' && (injection ?? revision) !== undefined) yield inTwoModes(namespace, injection === undefined ? revisionLabel : namespaceLabel);
    if (labels[namespaceLabel] === 'disabled') yield* ofWorkloads(estate, namespace);
  }
}

function ofNamespace(namespace: Resource, injection: string, revision: string): Finding {
  return findingAt(rule, { resource: namespace, path: ['metadata', 'labels', revisionLabel] }, {
    message: `pods of namespace ${namespace.name} get the sidecar of the default revision, not of ${revision}`,
    label: `${namespaceLabel} stands beside it and counts`,
    because: [because(nameOf(namespace), `${namespaceLabel}=${injection} is looked at first; ${revisionLabel} counts only where that label is absent`, { resource: namespace, path: ['metadata', 'labels', namespaceLabel] })],
    proposals: [{ title: `remove ${namespaceLabel}, so that revision ${revision} injects`, edits: [{ edit: 'remove', of: namespace, path: ['metadata', 'labels', namespaceLabel] }], certainty: 'proposed' }],
  });
}

/** A pod with a sidecar is left alone by ztunnel. */
function inTwoModes(namespace: Resource, label: string): Finding {
  return findingAt(rule, { resource: namespace, path: ['metadata', 'labels', dataplaneModeLabel] }, {
    message: `pods of namespace ${namespace.name} get sidecars, although it is labelled for ambient mode`,
    label: `${label} stands beside it`,
    because: [because(nameOf(namespace), 'injects a sidecar, and the node agent leaves pods with one alone', { resource: namespace, path: ['metadata', 'labels', label] })],
    proposals: [{ title: `remove ${label}, so that ztunnel takes the pods`, edits: [{ edit: 'remove', of: namespace, path: ['metadata', 'labels', label] }], certainty: 'proposed' }],
  });
}

/** Where labels of a workload's pods stand. */
const templates: readonly (readonly [type: string, path: Place])[] = [
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].map((type) => [type, ['spec', 'template', 'metadata', 'labels']] as const),
  ['Pod', ['metadata', 'labels']],
];

function* ofWorkloads(estate: Estate, namespace: Resource): Iterable<Finding> {
  for (const [type, path] of templates) {
    for (const workload of estate.ofType(type, namespace.name)) {
      const labels = texts(valueAt(workload.body, path));
      if (workload.scope !== namespace.scope || workload.derived !== undefined || labels[injectLabel] !== 'true') continue;
      yield findingAt(rule, { resource: workload, path: [...path, injectLabel] }, {
        message: `pods of ${nameOf(workload)} get no sidecar, although they ask for one`,
        label: 'not heard in this namespace',
        because: [because(nameOf(namespace), `${namespaceLabel}=disabled keeps the webhook from being called at all`, { resource: namespace, path: ['metadata', 'labels', namespaceLabel] })],
      });
    }
  }
}
