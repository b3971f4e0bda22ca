import { podsOf } from '../dialects/kubernetes/pods.ts';
import { serviceAt } from '../dialects/kubernetes/services.ts';
import { list, record, text } from '../dialects/kubernetes/fields.ts';
import type { Estate } from '../resource/estate.ts';
import { valueAt } from '../resource/resource.ts';
import type { Spot } from './finding.ts';

/** A text that a program is set up by, with the names of the cluster in it. */
export interface NamedIn {
  readonly spot: Spot;
  readonly written: string;
  readonly names: readonly NameIn[];
}

export interface NameIn {
  /** As it stands there, in lower case. */
  readonly name: string;
  /** The only name that is there and has the same labels in another order; absent where the name itself may be right. */
  readonly meant?: string;
  /** Labels in front of `svc`, of what is meant. */
  readonly labels: readonly string[];
}

/** Texts of settings that hold names which end as those of Services do: looked for once. */
export function namesInSettings(estate: Estate): readonly NamedIn[] {
  const before = known.get(estate);
  if (before !== undefined) return before;
  const found: NamedIn[] = [];
  for (const spot of settings(estate)) {
    const written = text(valueAt(spot.resource.body, spot.path)) ?? '';
    const names = [...namesIn(written)].map(([name, labels]): NameIn => {
      const meant = isKnown(estate, labels, 'perhaps') ? [] : orders(labels).filter((other) => isKnown(estate, other, 'surely'));
      const [only, ...others] = meant;
      return only !== undefined && others.length === 0 ? { name, meant: name.replace(labels.join('.'), only.join('.')), labels: only } : { name, labels };
    });
    if (names.length > 0) found.push({ spot, written, names });
  }
  known.set(estate, found);
  return found;
}

const known = new WeakMap<Estate, readonly NamedIn[]>();

/** Texts that programs are set up by: ConfigMaps, and variables of containers. */
function* settings(estate: Estate): Iterable<Spot> {
  for (const resource of estate.ofType('ConfigMap')) for (const key of Object.keys(record(resource.body['data']))) yield { resource, path: ['data', key] };
  for (const type of ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod']) {
    for (const resource of estate.ofType(type)) {
      if (resource.derived !== undefined) continue;
      const containers = type === 'Pod' ? ['spec', 'containers'] : ['spec', 'template', 'spec', 'containers'];
      for (const [index, container] of list(valueAt(resource.body, containers)).entries()) for (const [number] of list(record(container)['env']).entries()) yield { resource, path: [...containers, index, 'env', number, 'value'] };
    }
  }
}

/** Names that end as those of Services do, each once, with the labels in front of `svc`. */
function namesIn(written: string): ReadonlyMap<string, readonly string[]> {
  const found = written.toLowerCase().matchAll(/(?<![a-z0-9.-])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){2,3})svc(?:\.cluster\.local)?(?![a-z0-9.-])/g);
  return new Map([...found].map(([name, labels = '']) => [name, labels.slice(0, -1).split('.')]));
}

/** Whether SERVICE.NAMESPACE, or POD.SERVICE.NAMESPACE of a headless Service, is there. `perhaps`: its pod may be one that is not in the files. */
function isKnown(estate: Estate, labels: readonly string[], how: 'surely' | 'perhaps'): boolean {
  const [namespace = '', service = '', host] = labels.toReversed();
  const found = serviceAt(estate, namespace, service);
  if (found === undefined || host === undefined) return found !== undefined;
  return how === 'perhaps' || (found.headless && podsOf(estate, namespace).some(({ name }) => name === host));
}

function orders(labels: readonly string[]): readonly (readonly string[])[] {
  if (labels.length < 2) return [labels];
  return labels.flatMap((label, index) => orders([...labels.slice(0, index), ...labels.slice(index + 1)]).map((rest) => [label, ...rest]));
}
