import type { Verdict } from '../../ir/program.ts';
import type { HealthState } from '../../path/health.ts';
import type { Path } from '../../path/path.ts';
import type { Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { forwarded } from '../groups.ts';
import { networkForwarded } from '../network-groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** A target beside healthy ones is never used: requests are answered, by fewer than people count on. */
export const rule: Rule = {
  name: 'target-not-healthy',
  severity: 'warning',
  aliases: [],
  find,
};

/** What both kinds of load balancer register. */
interface Registration {
  readonly resource: Resource;
  readonly id?: string;
  readonly port?: number;
}

function* find({ estate, health }: Path): Iterable<Finding> {
  for (const { group, hop } of forwarded(estate)) yield* among(group, health.states(hop));
  for (const { group, hop } of networkForwarded(estate)) yield* among(group, health.states(hop));
}

/** Targets that a controller registers come and go, and its own findings say why. */
function* among(group: { readonly resource: Resource; readonly name: string; readonly port?: number; readonly targets: readonly Registration[] }, states: readonly HealthState[]): Iterable<Finding> {
  if (group.resource.derived !== undefined) return;
  const names = [...new Set(states.map(({ target }) => target))];
  const failing = names.filter((name) => states.every((state) => state.target !== name || isUnhealthy(state)));
  if (failing.length === names.length) return;
  for (const name of failing) {
    const of = group.targets.find(({ id, port = group.port }) => `${id}:${port}` === name)?.resource;
    yield found(group, of, states.find(({ target }) => target === name)!);
  }
}

/** What AWS says counts for more than what the files let one expect. */
function isUnhealthy({ state, check }: HealthState): boolean {
  return (check.described?.state ?? state) === 'unhealthy';
}

function found(group: { readonly resource: Resource; readonly name: string }, target: Resource | undefined, { target: name, check, cause, verdict }: HealthState): Finding {
  return findingAt(rule, { resource: target ?? group.resource, path: target === undefined ? [] : ['target_id'] }, {
    message: `${name} of ${group.name} is unhealthy: nothing is sent there, and the other targets carry its share`,
    label: `its health check ${check.described === undefined ? `gets ${seen(verdict)}` : `fails: AWS calls it ${check.described.said}`}`,
    because: cause === undefined ? [] : [because(name, `what stops the check: ${cause}`)],
  });
}

function seen(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'nobody who answers';
  return verdict.kind === 'answered' ? String(verdict.status) : (words[verdict.kind] ?? verdict.kind);
}

const words: Partial<Readonly<Record<Verdict['kind'], string>>> = { dropped: 'no answer', reset: 'a connection reset', refused: 'a refused connection', handshake: 'a failed TLS handshake' };
