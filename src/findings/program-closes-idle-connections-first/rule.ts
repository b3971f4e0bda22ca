import { idleTimeout as balancerIdle } from '../../facts/alb.ts';
import { upstreamIdle } from '../../facts/envoy.ts';
import { balancersOf } from '../../dialects/aws/balancers.ts';
import type { TargetGroup } from '../../dialects/aws/target-groups.ts';
import { destinationRuleFor, settingOf } from '../../dialects/istio/services/destination-rules.ts';
import { fullHost } from '../../dialects/istio/mesh/hosts.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { gatewaysOf } from '../../dialects/istio/routes/virtual-services.ts';
import { millisecondsOf } from '../../dialects/kubernetes/durations.ts';
import { fullName } from '../../dialects/kubernetes/names.ts';
import { podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import { servesOf, type Serves } from '../../dialects/kubernetes/serves.ts';
import { leadingServicePorts } from '../../dialects/kubernetes/speaks.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { groupsOf } from '../groups.ts';
import type { Finding, Reason, Rule } from '../rule.ts';

/** The server of a connection closes it before its client would: a request that is on its way then is lost. */
export const rule: Rule = {
  name: 'program-closes-idle-connections-first',
  severity: 'warning',
  aliases: ['UC'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const entry of estate.ofType('Serves')) {
    const port = readerOf(entry).get('port').number() ?? 0;
    const pod = podsOf(estate, entry.namespace).find((each) => servesOf(estate, each, port)?.resource === entry);
    const serves = pod === undefined ? undefined : servesOf(estate, pod, port);
    // A sidecar in front tries a request again that it could not send (Istio's inbound retry), and keeps its own clients' connections for an hour.
    if (pod === undefined || serves?.keepAlive === undefined || proxyOf(estate, pod) === 'sidecar') continue;
    const keepers = [...gateways(estate, pod, port), ...balancers(estate, pod, port)].filter(({ idle }) => idle > serves.keepAlive!);
    if (keepers.length > 0) yield found(serves, pod, port, keepers);
  }
}

/** Who keeps idle connections to the program, how long, and who says so. */
interface Keeper {
  readonly idle: number;
  readonly reason: Reason;
  readonly answers: number;
}

/** Gateways that a VirtualService leads on to a Service of the pod. */
function gateways(estate: Estate, pod: Pod, port: number): readonly Keeper[] {
  return leadingServicePorts(estate, pod, port).flatMap(({ service, port: { port: number } }) => {
    const host = fullName(service);
    const routes = estate.ofType('VirtualService').find((each) => gatewaysOf(each).some((name) => name !== 'mesh') && destinations(each.namespace ?? '', readerOf(each).get('spec', 'http').each()).includes(host));
    if (routes === undefined) return [];
    const merged = destinationRuleFor(estate, { namespace: service.namespace, labels: {} }, { host, namespace: service.namespace }, meshOf(estate).rootNamespace);
    const written = merged === undefined ? undefined : settingOf(merged, undefined, number, 'connectionPool')?.get('http', 'idleTimeout');
    const idle = millisecondsOf(written?.string()) ?? upstreamIdle;
    const who = written?.there === true ? because(nameOf(written.resource), `proxies keep idle connections to ${host} for ${seconds(idle)}`, { resource: written.resource, path: written.path }) : because(nameOf(routes), `gateways that follow it keep idle connections to ${host} for ${seconds(idle)}, Envoy's default`);
    return [{ idle, reason: who, answers: 503 }];
  });
}

function destinations(namespace: string, routes: readonly ReturnType<typeof readerOf>[]): readonly string[] {
  return routes.flatMap((route) => route.get('route').each().map((each) => fullHost(each.get('destination', 'host').string() ?? '', namespace)));
}

function balancers(estate: Estate, pod: Pod, port: number): readonly Keeper[] {
  const group = groupsOf(estate).find(({ targets }) => targets.some((target) => target.pod === `${pod.namespace}/${pod.name}` && target.port === port));
  if (group === undefined) return [];
  const idle = idleOf(estate, group);
  return [{ idle, reason: because(`target group ${group.name}`, `the load balancer keeps idle connections to its targets for ${seconds(idle)}`), answers: 502 }];
}

/** The longest idle timeout of the balancers that forward to the group. */
function idleOf(estate: Estate, { resource }: TargetGroup): number {
  const forwarding = balancersOf(estate).filter(({ listeners }) => listeners.some(({ actions, rules }) => [...actions, ...rules.flatMap((each) => each.actions)].some((action) => action.type === 'forward' && action.groups.some(({ group }) => group === resource))));
  return Math.max(...forwarding.map(({ attributes }) => (attributes.idle === undefined ? balancerIdle : attributes.idle * 1000)));
}

function found(serves: Serves, pod: Pod, port: number, keepers: readonly Keeper[]): Finding {
  const statuses = [...new Set(keepers.map(({ answers }) => answers))].join(' or ');
  const longest = Math.max(...keepers.map(({ idle }) => idle));
  return findingAt(rule, { resource: serves.resource, path: ['keepAlive'] }, {
    message: `requests to ${pod.namespace}/${pod.name} get ${statuses} now and then: port ${port} closes idle connections that its clients would use again`,
    label: `shorter than the ${seconds(longest)} that clients keep theirs`,
    because: keepers.map(({ reason }) => reason),
  });
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}
