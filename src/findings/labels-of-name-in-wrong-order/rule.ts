import { clusterDomain } from '../../facts/kubernetes.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, type Position } from '../../resource/resource.ts';
import { because, findingAt, listed, type Spot } from '../finding.ts';
import { namesInSettings } from '../cluster-names.ts';
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
  for (const { spot, written, names } of namesInSettings(estate)) {
    const slips = names.flatMap(({ name, meant }) => (meant === undefined ? [] : [{ name, meant }]));
    if (slips.length > 0) yield found(spot, written, slips);
  }
}

interface Slip {
  readonly name: string;
  readonly meant: string;
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
