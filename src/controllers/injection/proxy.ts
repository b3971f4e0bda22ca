import { injectLabel, namespaceLabel, nativeSidecarAnnotation, proxyContainer, proxyPort, resourceAnnotations, revisionLabel, tlsModeLabel } from '../../facts/injection.ts';
import { list, record, texts } from '../../dialects/kubernetes/fields.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { JsonObject, Locate, Path, Resource } from '../../resource/resource.ts';
import { made } from '../controller.ts';

/** Our own annotation: what made the webhook add the proxy. */
export const injectedAnnotation = 'sallyport/injected-by';

/** The pod with a proxy in it, as the webhook's template writes one. The proxy is located at the label that asks for it. */
export function injected(pod: Pod, namespace: Resource | undefined, defaults: JsonObject): Resource {
  const { resource } = pod;
  const spec = record(resource.body['spec']);
  const metadata = record(resource.body['metadata']);
  const native = pod.annotations[nativeSidecarAnnotation] === 'true';
  const field = native ? 'initContainers' : 'containers';
  const proxy = {
    name: proxyContainer,
    ports: [proxyPort],
    resources: proxyResources(pod.annotations, defaults),
    ...(native ? { restartPolicy: 'Always' } : {}),
  };
  const [asker, at] = askedBy(pod, namespace);
  const label = `${asker.type === 'Namespace' ? 'Namespace' : 'Pod'} label ${String(at.at(-1))}=${texts(record(record(asker.body['metadata'])['labels']))[String(at.at(-1))] ?? ''}`;
  const body = {
    ...resource.body,
    metadata: {
      ...metadata,
      labels: { ...pod.labels, [tlsModeLabel]: pod.labels[tlsModeLabel] ?? 'istio' },
      annotations: { ...pod.annotations, [injectedAnnotation]: label },
    },
    spec: { ...spec, [field]: [...list(spec[field]), proxy] },
  };
  const index = list(spec[field]).length;
  const locate: Locate = (path, part) => {
    const added = (path[0] === 'spec' && path[1] === field && path[2] === index) || (path[0] === 'metadata' && (path[2] === tlsModeLabel || path[2] === injectedAnnotation));
    return added ? asker.locate(at, part) : resource.locate(path, part);
  };
  return made({ by: 'injection', from: resource, path: [] }, 'Pod', 'v1', body, locate);
}

/** One resource annotation, and none of the defaults is left. */
function proxyResources(annotations: Readonly<Record<string, string>>, defaults: JsonObject): JsonObject {
  const set = resourceAnnotations.filter(([, , annotation]) => annotations[annotation] !== undefined);
  if (set.length === 0) return defaults;
  const resources: Record<string, Record<string, string>> = {};
  for (const [kind, quantity, annotation] of set) (resources[kind] ??= {})[quantity] = annotations[annotation]!;
  return resources;
}

function askedBy(pod: Pod, namespace: Resource | undefined): readonly [Resource, Path] {
  const labels = texts(record(record(namespace?.body['metadata'])['labels']));
  const label = [namespaceLabel, revisionLabel].find((each) => labels[each] !== undefined);
  if (namespace !== undefined && label !== undefined) return [namespace, ['metadata', 'labels', label]];
  return [pod.resource, ['metadata', 'labels', pod.labels[injectLabel] === undefined ? revisionLabel : injectLabel]];
}
