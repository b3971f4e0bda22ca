import { podsOf } from '../../dialects/kubernetes/pods.ts';
import { serviceAt } from '../../dialects/kubernetes/services.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { clusterDomain } from '../../facts/kubernetes.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, valueAt, type Position } from '../../resource/resource.ts';
import { because, findingAt, listed, type Spot } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A name of the cluster in a program's settings has its labels in another order than the cluster has them. */
export const rule: Rule = {
  name: 'labels-of-name-in-wrong-order',
  severity: 'error',
  aliases: [],
  leadsTo: ['name-not-known'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const spot of settings(estate)) {
    const written = text(valueAt(spot.resource.body, spot.path)) ?? '';
    const slips = [...namesIn(written)].flatMap(([name, labels]): readonly Slip[] => {
      const meant = isKnown(estate, labels, 'perhaps') ? [] : orders(labels).filter((other) => isKnown(estate, other, 'surely'));
      const [only, ...others] = meant;
      return only !== undefined && others.length === 0 ? [{ name, meant: name.replace(labels.join('.'), only.join('.')) }] : [];
    });
    if (slips.length > 0) yield found(spot, written, slips);
  }
}

interface Slip {
  readonly name: string;
  readonly meant: string;
}

/** Texts that programs are set up by: ConfigMaps, and variables of containers. */
function* settings(estate: Estate): Iterable<Spot> {
  for (const resource of estate.ofType('ConfigMap')) for (const key of Object.keys(readerOf(resource).get('data').map())) yield { resource, path: ['data', key] };
  for (const type of ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod']) {
    for (const resource of estate.ofType(type)) {
      if (resource.derived !== undefined) continue;
      const containers = type === 'Pod' ? ['spec', 'containers'] : ['spec', 'template', 'spec', 'containers'];
      for (const container of readerOf(resource).get(...containers).each()) for (const variable of container.get('env').each()) yield { resource, path: [...variable.path, 'value'] };
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

function found(spot: Spot, written: string, slips: readonly Slip[]): Finding {
  const [first, ...others] = slips;
  const { name, meant } = first!;
  const finding = findingAt(rule, spot, {
    message: `nobody answers to ${name}: the name is ${meant}${others.length === 0 ? '' : `; ${others.length} more of this text ${others.length === 1 ? 'is' : 'are'} like it`}`,
    label: `the labels of ${listed(slips.map((slip) => slip.name))} are in another order`,
    because: [because(nameOf(spot.resource), `a pod of a headless Service is POD.SERVICE.NAMESPACE.svc.${clusterDomain}, a Service SERVICE.NAMESPACE.svc.${clusterDomain}`)],
    proposals: [{ title: `write ${listed(slips.map((slip) => slip.meant))}`, edits: [{ edit: 'set', of: spot.resource, path: spot.path, to: slips.reduce((so, slip) => so.replaceAll(slip.name, slip.meant), written) }], certainty: 'proposed' }],
  });
  const at = lineIn(finding.at, written, name);
  return at === undefined ? finding : { ...finding, at };
}

/** The line of a text of several lines on which a name stands, where the file has the text line by line. */
function lineIn(at: Position | undefined, written: string, name: string): Position | undefined {
  const lines = written.replace(/\n$/, '').split('\n');
  const index = lines.findIndex((line) => line.toLowerCase().includes(name));
  if (at === undefined || index < 0 || lines.length < 2 || at.endLine - at.line < lines.length - 1) return undefined;
  return { ...at, line: at.line + index, endLine: at.line + index, column: 1, endColumn: Number.MAX_SAFE_INTEGER };
}
