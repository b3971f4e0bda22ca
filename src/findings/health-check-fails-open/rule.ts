import type { Verdict } from '../../ir/program.ts';
import type { HealthState } from '../../path/health.ts';
import type { Path } from '../../path/path.ts';
import { because, findingAt } from '../finding.ts';
import { annotated, forwarded, type Forwarded } from '../groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** All targets are unhealthy, and a load balancer then treats them as if all were healthy. */
export const rule: Rule = {
  name: 'health-check-fails-open',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate, health }: Path): Iterable<Finding> {
  for (const target of forwarded(estate)) {
    const states = health.states(target.hop);
    if (states.length > 0 && states.every(({ state }) => state === 'unhealthy')) yield found(target, states);
  }
}

function found({ group }: Forwarded, states: readonly HealthState[]): Finding {
  const [first] = states;
  return findingAt(rule, annotated(group, 'healthcheck-path') ?? { resource: group.resource, path: ['health_check', 0, 'path'] }, {
    message: `every target of ${group.name} is unhealthy, so the load balancer sends requests to all of them as if all were healthy`,
    label: `GET ${group.check.path} fails at ${states.length === 1 ? 'the only target' : `all ${states.length} targets`}`,
    because: first === undefined ? [] : [because(first.target, `the check gets ${seen(first.verdict)}${first.cause === undefined ? '' : ` (${first.cause})`}`)],
  });
}

function seen(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'nobody who answers';
  return verdict.kind === 'answered' ? String(verdict.status) : verdict.kind;
}
