import type { TargetGroup } from '../../dialects/aws/target-groups.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import type { Proposal } from '../../hops/kind.ts';
import { ordinalLabels } from '../../facts/kubernetes.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, pathText, valueAt } from '../../resource/resource.ts';
import { because, findingAt, listed, type Spot } from '../finding.ts';
import { groupsOf, saidOf, servicesBehind } from '../groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** A cookie is to keep clients at their target, and there is one target only. */
export const rule: Rule = {
  name: 'stickiness-without-choice',
  severity: 'note',
  aliases: [],
  find,
};

interface Single {
  readonly group: TargetGroup;
  /** Why there cannot be a second target. */
  readonly why: Spot & { readonly service: string };
}

function* find({ estate }: Path): Iterable<Finding> {
  const bySpot = new Map<string, { readonly spot: Spot; readonly singles: Single[] }>();
  for (const group of groupsOf(estate)) {
    const why = group.stickiness === undefined || group.targets.length !== 1 ? undefined : onePod(estate, group);
    if (why === undefined) continue;
    const spot = saidOf(estate, group, 'target-group-attributes') ?? { resource: group.resource, path: ['stickiness'] };
    const key = `${nameOf(spot.resource)} ${pathText(spot.path)}`;
    const known = bySpot.get(key);
    if (known === undefined) bySpot.set(key, { spot, singles: [{ group, why }] });
    else known.singles.push({ group, why });
  }
  for (const { spot, singles } of bySpot.values()) yield found(spot, singles);
}

/** A Service that asks for one pod by name never has a second one. */
function onePod(estate: Estate, group: TargetGroup): Single['why'] | undefined {
  for (const { resource, selector, namespace, name } of servicesBehind(estate, group)) {
    const label = Object.keys(selector).find((key) => ordinalLabels.includes(key));
    if (label !== undefined) return { resource, path: ['spec', 'selector', label], service: `${namespace}/${name}` };
  }
  return undefined;
}

function found(spot: Spot, singles: readonly Single[]): Finding {
  const services = listed(singles.map(({ why }) => why.service));
  return findingAt(rule, spot, {
    message: `the cookie of ${services} keeps nobody anywhere: each has one pod, to which every request goes with or without it`,
    label: 'a choice among one target',
    because: singles.map(({ group, why }) => because(nameOf(why.resource), `selects one pod by its name, so target group ${group.name} has one target`, why)),
    proposals: mends(spot),
  });
}

function mends({ resource, path }: Spot): readonly Proposal[] {
  const written = text(valueAt(resource.body, path));
  if (written === undefined) return [];
  const others = written.split(',').map((pair) => pair.trim()).filter((pair) => pair !== '' && !pair.startsWith('stickiness.'));
  const edit = others.length === 0 ? ({ edit: 'remove', of: resource, path } as const) : ({ edit: 'set', of: resource, path, to: others.join(',') } as const);
  return [{ title: 'leave stickiness out', edits: [edit], certainty: 'proposed' }];
}
