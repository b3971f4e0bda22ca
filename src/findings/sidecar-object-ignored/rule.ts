import { groupBy, inCreationOrder } from '../../dialects/istio/mesh/order.ts';
import { record, texts } from '../../dialects/kubernetes/fields.ts';
import { podsWith } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { keyOf, nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** Several Sidecar objects mean the same pods, and only the oldest of them counts. */
export const rule: Rule = {
  name: 'sidecar-object-ignored',
  severity: 'error',
  aliases: ['IST0110', 'IST0111', 'KIA0002', 'KIA0003'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const written = estate.ofType('Sidecar').filter(isWritten);
  if (written.length < 2) return;
  const whole = groupBy(written.filter((each) => Object.keys(labelsOf(each)).length === 0), ({ scope, namespace }) => `${scope}\n${namespace ?? ''}`);
  for (const rivals of whole.values()) yield* losing(rivals, 'the whole namespace');
  for (const [pod, rivals] of overlapping(estate, written.filter((each) => Object.keys(labelsOf(each)).length > 0))) yield* losing(rivals, pod);
}

function labelsOf({ body }: Resource): Readonly<Record<string, string>> {
  return texts(record(record(body['spec'])['workloadSelector'])['labels']);
}

/** Objects that meet on a pod, each set of them once, with one such pod. */
function overlapping(estate: Estate, written: readonly Resource[]): readonly (readonly [pod: string, rivals: readonly Resource[]])[] {
  const byPod = new Map<string, Resource[]>();
  for (const each of written) {
    for (const pod of podsWith(estate, each.scope, each.namespace ?? '', labelsOf(each))) byPod.set(keyOf(pod.resource), [...(byPod.get(keyOf(pod.resource)) ?? []), each]);
  }
  const sets = new Map<string, readonly [string, readonly Resource[]]>();
  for (const [pod, rivals] of byPod) if (rivals.length > 1) sets.set(rivals.map(keyOf).join('\n\n'), [pod.split('\n').slice(2).join('/'), rivals]);
  return [...sets.values()];
}

function* losing(rivals: readonly Resource[], about: string): Iterable<Finding> {
  const { resources, known } = inCreationOrder(rivals);
  const [winner, ...losers] = resources;
  if (winner === undefined || losers.length === 0) return;
  for (const loser of known ? losers : losers.slice(-1)) {
    yield findingAt(rule, { resource: loser, path: ['metadata', 'name'] }, {
      message: known ? `${nameOf(loser)} changes nothing for ${about}: ${nameOf(winner)} is older` : `of ${listed(resources.map(nameOf))} only the one that was created first counts for ${about}`,
      label: known ? 'younger, so it is not heard' : 'no file says which is the oldest',
      because: known ? [because(nameOf(winner), `is for ${about} too, and Sidecars are not joined`, { resource: winner, path: ['metadata', 'name'] })] : resources.map((each) => because(nameOf(each), 'if this is the oldest: what it says of hosts, ports and outbound traffic holds, and nothing else', { resource: each, path: ['spec'] })),
    });
  }
}
