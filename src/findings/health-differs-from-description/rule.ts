import type { HealthState } from '../../path/health.ts';
import type { Path } from '../../path/path.ts';
import { because, findingAt } from '../finding.ts';
import { forwarded } from '../groups.ts';
import { networkForwarded } from '../network-groups.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Finding, Rule } from '../rule.ts';

/** AWS describes a target's health otherwise than the files tell it. */
export const rule: Rule = {
  name: 'health-differs-from-description',
  severity: 'note',
  aliases: [],
  find,
};

function* find({ estate, health }: Path): Iterable<Finding> {
  for (const { group, hop } of forwarded(estate)) yield* found(group.name, group.resource, health.states(hop));
  for (const { group, hop } of networkForwarded(estate)) yield* found(group.name, group.resource, health.states(hop));
}

/** Each target once: what one node sees is enough. */
function* found(group: string, resource: Resource, states: readonly HealthState[]): Iterable<Finding> {
  const targets = [...new Set(states.map(({ target }) => target))];
  for (const target of targets) {
    const own = states.filter((state) => state.target === target);
    const described = own[0]?.check.described;
    const [walked, ...others] = [...new Set(own.map(({ state }) => state))];
    if (described === undefined || walked === undefined || others.length > 0 || walked === 'unknown' || walked === described.state) continue;
    const [first] = own;
    const why = walked === 'unhealthy' ? `fails (${first?.cause ?? first?.verdict?.kind ?? ''})` : 'passes';
    yield findingAt(rule, { resource, path: [] }, {
      message: `AWS calls ${target} of ${group} ${described.said}, and by what the files say its check ${why}: the files are older or newer than the answer, or something on the way is in no file`,
      label: `${target}: ${described.said}`,
      because: [because(target, `the check of ${first?.check.to ?? ''} ${why}`)],
    });
  }
}
