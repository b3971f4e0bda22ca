import { balancersOf } from '../../dialects/aws/balancers.ts';
import type { Rule as ListenerRule } from '../../dialects/aws/rules.ts';
import type { TargetGroup } from '../../dialects/aws/target-groups.ts';
import { servesOf } from '../../dialects/kubernetes/serves.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { annotationPath, groupsOf, podsBehind, saidOf, servicesBehind } from '../groups.ts';
import { gatewayPods } from '../gateways.ts';
import { globTakes } from '../listener-rules.ts';
import type { Finding, Rule } from '../rule.ts';

/** The health check asks for a path of which the balancer forwards nothing: a page that may well not be there. */
export const rule: Rule = {
  name: 'health-check-outside-routes',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const gateways = new Set(gatewayPods(estate));
  for (const group of groupsOf(estate)) {
    const { enabled, port, path } = group.check;
    const pods = podsBehind(estate, group);
    const patterns = patternsTo(estate, group);
    if (!enabled || port !== 'traffic-port' || group.check.service !== undefined || group.version === 'GRPC' || patterns === undefined || patterns.some((each) => globTakes(each, path))) continue;
    if (pods.length === 0 || pods.some((pod) => gateways.has(pod) || isKnown(estate, pod, path))) continue;
    yield found(estate, group, patterns, pods);
  }
}

/** The paths that rules forward to a group; undefined: some rule, or a default action, forwards others too. */
function patternsTo(estate: Estate, group: TargetGroup): readonly string[] | undefined {
  const all: string[] = [];
  for (const { actions, rules } of balancersOf(estate).flatMap(({ listeners }) => listeners)) {
    if (actions.some((action) => action.type === 'forward' && action.groups.some((each) => each.group === group.resource))) return undefined;
    for (const each of rules) {
      if (!each.actions.some((action) => action.type === 'forward' && action.groups.some((one) => one.group === group.resource))) continue;
      const patterns = pathsOf(each);
      if (patterns === undefined) return undefined;
      all.push(...patterns);
    }
  }
  return all.length === 0 ? undefined : all;
}

function pathsOf({ conditions, transforms }: ListenerRule): readonly string[] | undefined {
  const path = conditions.find((condition) => condition.on === 'path-pattern');
  return path === undefined || path.on !== 'path-pattern' || path.regexes.length > 0 || transforms.length > 0 ? undefined : path.values;
}

/** Whether somebody says what the program answers to that path: the pod's own probe, or the user. */
function isKnown(estate: Estate, pod: Pod, path: string): boolean {
  const ports = pod.containers.flatMap(({ ports: own }) => own.map(({ number }) => number));
  const told = ports.flatMap((port) => servesOf(estate, pod, port)?.answers ?? []);
  return told.some((answer) => globTakes(answer.path, path)) || probesOf(pod).includes(path);
}

function probesOf({ containers }: Pod): readonly string[] {
  return containers.flatMap(({ probes }) => probes.flatMap((probe) => (probe.action === 'httpGet' ? [probe.path ?? '/'] : [])));
}

function found(estate: Estate, group: TargetGroup, patterns: readonly string[], pods: readonly Pod[]): Finding {
  const [service] = servicesBehind(estate, group);
  const spot = saidOf(estate, group, 'healthcheck-path') ?? (service === undefined ? { resource: group.resource, path: ['health_check'] } : { resource: service.resource, path: ['metadata', 'name'] });
  const name = service === undefined ? group.name : `${service.namespace}/${service.name}`;
  return findingAt(rule, spot, {
    message: `${name} is healthy or not by what it answers to ${group.check.path}, for which it gets no request: 302, 403 and 404 there are all unhealthy`,
    label: `the load balancer asks for ${group.check.path}`,
    // That nobody chose the page, and no probe chose another, says nothing of the program.
    ...(saidOf(estate, group, 'healthcheck-path') === undefined && pods.every((pod) => probesOf(pod).length === 0) ? { severity: 'note' as const } : {}),
    because: [
      because(`target group ${group.name}`, `gets requests for ${listed(patterns)} only`),
      because('the load balancer', 'sends requests all the same while no target is healthy, so nobody notices before one of several is'),
    ],
    proposals: service === undefined ? [] : mends(service.resource, patterns, pods),
  });
}

function mends(of: Resource, patterns: readonly string[], pods: readonly Pod[]): readonly Proposal[] {
  const probe = pods.flatMap(probesOf).find((path) => patterns.some((pattern) => globTakes(pattern, path)));
  const own = patterns.find((pattern) => !/[*?]/.test(pattern)) ?? patterns[0]!.replace(/[*?].*$/, '');
  const to = probe ?? own;
  return [{ title: probe === undefined ? `ask for a page below ${own} that answers 200 without a login` : `ask for what the pod's own probe asks for: ${probe}`, edits: [{ edit: 'set', of, path: annotationPath('healthcheck-path'), to }], certainty: probe === undefined ? 'needs a value' : 'proposed' }];
}
