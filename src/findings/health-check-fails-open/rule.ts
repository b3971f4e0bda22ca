import { serviceBehind } from '../../dialects/aws/network-balancers.ts';
import { servesOf } from '../../dialects/kubernetes/serves.ts';
import { gatewayStatus } from '../../facts/istio-installation.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Verdict } from '../../ir/program.ts';
import type { HealthState } from '../../path/health.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { because, findingAt } from '../finding.ts';
import { gatewayPods } from '../gateways.ts';
import { annotated, annotationPath, forwarded, podsBehind, servicesBehind, type Annotation, type Forwarded } from '../groups.ts';
import { networkForwarded, type NetworkForwarded } from '../network-groups.ts';
import { globTakes } from '../listener-rules.ts';
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
    if (states.length > 0 && states.every(isUnhealthy)) yield found(estate, target, states);
  }
  for (const target of networkForwarded(estate)) {
    const states = health.states(target.hop);
    if (states.length > 0 && states.every(isUnhealthy) && !isClosed(target, states)) yield foundBehind(target, states);
  }
}

/** What AWS says counts for more than what the files let one expect. */
function isUnhealthy({ state, check }: HealthState): boolean {
  return (check.described?.state ?? state) === 'unhealthy';
}

/** Of a Service, every port has a group: one that asks where nobody listens passes on what nobody takes, and whoever asks there is told so. */
function isClosed({ balancer, group }: NetworkForwarded, states: readonly HealthState[]): boolean {
  return serviceBehind(balancer) !== undefined && group.check?.port === undefined && states.every(({ verdict }) => verdict?.kind === 'refused');
}

/** A Network Load Balancer's check may have a port of its own, that nobody has opened (NLB guide, "Health checks": fail open). */
function foundBehind({ balancer, group }: NetworkForwarded, states: readonly HealthState[]): Finding {
  const [first] = states;
  const asked = group.check?.port;
  return findingAt(rule, { resource: group.resource, path: asked === undefined ? ['health_check'] : ['health_check', 0, 'port'] }, {
    message: `every target of ${group.name} is unhealthy, so ${balancer.name} sends connections to all of them as if all were healthy`,
    label: `the ${group.check?.protocol ?? ''} check${asked === undefined ? '' : ` on port ${asked}`} fails at ${failing(states)}`,
    because: first === undefined ? [] : [because(first.target, first.check.described === undefined ? `the check gets ${seen(first.verdict)}${first.cause === undefined ? '' : ` (${first.cause})`}` : `AWS calls it ${first.check.described.said}`)],
  });
}

function found(estate: Estate, target: Forwarded, states: readonly HealthState[]): Finding {
  const { group } = target;
  const [first] = states;
  const said = annotationsOf(first).map((annotation) => annotated(group, annotation)).find((spot) => spot !== undefined);
  return findingAt(rule, said ?? { resource: group.resource, path: ['health_check', 0, 'path'] }, {
    message: `every target of ${group.name} is unhealthy, so the load balancer sends requests to all of them as if all were healthy`,
    label: `GET ${group.check.path} fails at ${failing(states)}`,
    because: first === undefined ? [] : [because(first.target, `the check gets ${seen(first.verdict)}${first.cause === undefined ? '' : ` (${first.cause})`}`)],
    proposals: [...readiness(estate, target), ...answered(estate, target), ...spoken(target, states)],
  });
}

/** Every node of a load balancer asks every target, and targets may be called alike: three interfaces of one endpoint. */
function failing(states: readonly HealthState[]): string {
  const asked = new Map<string, Map<string, number>>();
  for (const { target, check } of states) {
    const nodes = asked.get(target) ?? new Map<string, number>();
    const node = check.place?.interface ?? '';
    asked.set(target, nodes.set(node, (nodes.get(node) ?? 0) + 1));
  }
  const count = [...asked.values()].reduce((sum, nodes) => sum + Math.max(...nodes.values()), 0);
  return count === 1 ? 'the only target' : `all ${count} targets`;
}

/** Where the check is said, the part first that is wrong. */
function annotationsOf(state: HealthState | undefined): readonly Annotation[] {
  if (state?.cause === 'tls-to-plaintext' || state?.cause === 'plaintext-to-tls') return ['healthcheck-protocol', 'healthcheck-port', 'backend-protocol', 'healthcheck-path'];
  return state?.verdict?.kind === 'answered' ? ['healthcheck-path', 'healthcheck-port'] : ['healthcheck-port', 'healthcheck-path'];
}

/** The check speaks what the port does not read. */
function spoken({ group }: Forwarded, states: readonly HealthState[]): readonly Proposal[] {
  const of = group.resource.derived?.from;
  const to = states.every(({ cause }) => cause === 'tls-to-plaintext') ? 'HTTP' : states.every(({ cause }) => cause === 'plaintext-to-tls') ? 'HTTPS' : undefined;
  if (of?.type !== 'Ingress' || to === undefined) return [];
  return [{ title: to === 'HTTP' ? 'let the check speak plain HTTP, as the port does' : 'let the check encrypt, as the port asks', edits: [{ edit: 'set', of, path: annotationPath('healthcheck-protocol'), to }], certainty: 'proposed' }];
}

function seen(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'nobody who answers';
  return verdict.kind === 'answered' ? String(verdict.status) : verdict.kind;
}

/** A gateway says on a port of its own whether it is ready; on its other ports it answers for hosts that have routes only. */
function readiness(estate: Estate, { group }: Forwarded): readonly Proposal[] {
  const of = group.resource.derived?.from;
  const pods = podsBehind(estate, group);
  const { port, path } = gatewayStatus;
  const named = servicesBehind(estate, group).flatMap(({ ports }) => ports).find((each) => each.port === port)?.name;
  const asked = group.type === 'instance' ? named : String(port);
  if (of?.type !== 'Ingress' || asked === undefined || pods.length === 0 || !pods.every((pod) => gatewayPods(estate).includes(pod))) return [];
  const said: readonly (readonly [Annotation, string])[] = [['healthcheck-protocol', 'HTTP'], ['healthcheck-port', asked], ['healthcheck-path', path]];
  return [{ title: `ask the gateway whether it is ready: ${path} on ${named ?? `port ${port}`}`, edits: said.map(([annotation, to]) => ({ edit: 'set', of, path: annotationPath(annotation), to })), certainty: 'proposed' }];
}

/** A page of which somebody says that it answers as the check wants it, said at the Service: others of the Ingress have other pages. */
function answered(estate: Estate, { group }: Forwarded): readonly Proposal[] {
  const [service] = servicesBehind(estate, group);
  if (service === undefined || service.resource.derived !== undefined) return [];
  const told = podsBehind(estate, group).flatMap((pod) => pod.containers.flatMap(({ ports }) => ports.flatMap(({ number }) => servesOf(estate, pod, number)?.answers ?? [])));
  const good = told.find(({ path, status }) => group.check.matcher.some(({ from, to }) => status >= from && status < to) && !globTakes(path, group.check.path));
  if (good === undefined) return [];
  const to = good.path.replace(/\*$/, '');
  return [{ title: `ask for ${to}, which answers ${good.status}`, edits: [{ edit: 'set', of: service.resource, path: annotationPath('healthcheck-path'), to }], certainty: 'proposed' }];
}
