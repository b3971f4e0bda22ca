import { carries } from '../dialects/kubernetes/labels.ts';
import { podAt, type Pod } from '../dialects/kubernetes/pods.ts';
import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import type { HopId } from '../ir/program.ts';
import { readerOf } from '../resource/reader.ts';
import { nameOf, type Resource } from '../resource/resource.ts';
import type { Assumption } from './assumption.ts';
import type { Path } from './path.ts';

/** Objects that put a proxy's own configuration in place of istiod's, and where they say which pods they mean. */
const extensions = [
  { type: 'EnvoyFilter', selector: ['spec', 'workloadSelector', 'labels'] },
  { type: 'WasmPlugin', selector: ['spec', 'selector', 'matchLabels'] },
] as const;

/** What such objects do to the proxies that were met is not read: it is taken to change nothing, and said. */
export function extensionsMet(path: Path, hops: readonly HopId[]): readonly Assumption[] {
  const { estate } = path;
  if (extensions.every(({ type }) => estate.ofType(type).length === 0)) return [];
  const proxies = hops.filter((hop) => path.program.hop(hop)?.dialler === 'proxy').flatMap((hop) => podOf(path, hop) ?? []);
  const { rootNamespace } = meshOf(estate);
  const met = extensions.flatMap(({ type, selector }) =>
    estate.ofType(type).filter((object) => proxies.some((pod) => means(object, selector, pod, rootNamespace))),
  );
  return [...new Set(met)].map((object) => ({ name: 'extension-changes-nothing', layer: 'mesh', text: `${nameOf(object)} changes the configuration of a proxy on the way and is not read: it is taken to change nothing for this request` }));
}

function podOf({ estate }: Path, hop: HopId): Pod | undefined {
  const [, namespace = '', name = ''] = hop.split('/');
  return podAt(estate, namespace, name);
}

function means(object: Resource, selector: readonly string[], pod: Pod, rootNamespace: string): boolean {
  return (object.namespace === rootNamespace || object.namespace === pod.namespace) && carries(pod.labels, readerOf(object).get(...selector).map());
}
