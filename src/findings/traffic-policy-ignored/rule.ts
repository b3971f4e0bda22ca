import { fullHost } from '../../dialects/istio/mesh/hosts.ts';
import { groupBy, inCreationOrder } from '../../dialects/istio/mesh/order.ts';
import type { Path } from '../../path/path.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Of several DestinationRules for one host only the oldest trafficPolicy counts, and the oldest subset of each name. */
export const rule: Rule = {
  name: 'traffic-policy-ignored',
  severity: 'warning',
  aliases: ['KIA0201'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const written = estate.ofType('DestinationRule').filter(({ derived }) => derived === undefined);
  const alike = groupBy(written, (resource) => {
    const spec = readerOf(resource).get('spec');
    return JSON.stringify([resource.scope, resource.namespace, fullHost(spec.get('host').string() ?? '', resource.namespace ?? ''), spec.get('exportTo').strings().toSorted(), spec.get('workloadSelector').value ?? null]);
  });
  for (const group of alike.values()) {
    if (group.length < 2) continue;
    const { resources, known } = inCreationOrder(group);
    const policies = resources.filter((resource) => readerOf(resource).get('spec', 'trafficPolicy').there);
    if (policies.length > 1) yield* known ? losing(policies) : [undecided(policies)];
    yield* repeated(resources, known);
  }
}

function* losing([winner, ...losers]: readonly Resource[]): Iterable<Finding> {
  for (const loser of losers) {
    yield findingAt(rule, { resource: loser, path: ['spec', 'trafficPolicy'], part: 'key' }, {
      message: `the trafficPolicy of ${nameOf(loser)} changes nothing: ${nameOf(winner!)} is older`,
      label: 'the older rule for this host has one too',
      because: [because(nameOf(winner!), 'is for the same host and gives the trafficPolicy; of younger rules only new subsets count', { resource: winner!, path: ['spec', 'trafficPolicy'], part: 'key' })],
    });
  }
}

function undecided(policies: readonly Resource[]): Finding {
  const last = policies.at(-1)!;
  return findingAt(rule, { resource: last, path: ['spec', 'trafficPolicy'], part: 'key' }, {
    message: `of ${listed(policies.map(nameOf))} only the one that was created first gives the trafficPolicy`,
    label: 'no file says which is the oldest',
    because: policies.map((policy) => because(nameOf(policy), 'if this is the oldest: its trafficPolicy counts, and no other', { resource: policy, path: ['spec', 'trafficPolicy'], part: 'key' })),
  });
}

/** Subsets of a name that an older rule has too. */
function* repeated(resources: readonly Resource[], known: boolean): Iterable<Finding> {
  const first = new Map<string, Resource>();
  for (const resource of resources) {
    for (const subset of readerOf(resource).get('spec', 'subsets').each()) {
      const name = subset.get('name').string() ?? '';
      const winner = first.get(name);
      if (winner === undefined) first.set(name, resource);
      else if (winner !== resource && JSON.stringify(subsetNamed(winner, name)) !== JSON.stringify(subset.value)) {
        yield findingAt(rule, { resource, path: [...subset.path, 'name'] }, {
          message: known ? `subset ${name} of ${nameOf(resource)} changes nothing: ${nameOf(winner)} is older` : `subset ${name} is in ${nameOf(winner)} and in ${nameOf(resource)}, and only the older one counts`,
          label: known ? `the subset of ${winner.name} counts` : 'no file says which is the oldest',
          because: [because(nameOf(winner), `has a subset ${name} for the same host`, { resource: winner, path: ['spec', 'subsets'] })],
        });
      }
    }
  }
}

function subsetNamed(resource: Resource, name: string): unknown {
  return readerOf(resource).get('spec', 'subsets').each().find((subset) => subset.get('name').string() === name)?.value;
}
