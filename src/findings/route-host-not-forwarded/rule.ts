import { balancersOf, type Balancer } from '../../dialects/aws/balancers.ts';
import { hostWithOneOtherLabel } from '../../dialects/istio/gateways/closest-host.ts';
import { overlap } from '../../dialects/istio/mesh/hosts.ts';
import { gatewayName, gatewaysOf, hostsOf, routingServices } from '../../dialects/istio/routes/virtual-services.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import { servicesSelecting } from '../../dialects/kubernetes/services.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { frontedGateways } from '../behind-balancer.ts';
import { because, findingAt, listed } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import { podsOfGateway } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** Routes at a gateway are for hosts that the load balancers in front of it forward nothing of. */
export const rule: Rule = {
  name: 'route-host-not-forwarded',
  severity: 'warning',
  aliases: [],
  leadsTo: ['no-route'],
  find,
};

/** What a load balancer lets through to a gateway pod. */
interface Front {
  readonly balancer: Balancer;
  /** Patterns of hosts; undefined: a rule takes any, or a pattern that is no suffix. */
  readonly hosts: readonly string[] | undefined;
}

function* find({ estate }: Path): Iterable<Finding> {
  const fronts = frontsOf(estate);
  if (fronts.size === 0) return;
  for (const virtualService of routingServices(estate).filter(isWritten)) {
    const pods = gatewaysOf(virtualService).flatMap((name) => podsOf(estate, virtualService, name));
    const leading = pods.flatMap((pod) => fronts.get(pod) ?? []);
    if (pods.length === 0 || pods.some((pod) => !fronts.has(pod)) || leading.some(({ hosts }) => hosts === undefined)) continue;
    const own = hostsOf(virtualService);
    const forwarded = [...new Set(leading.flatMap(({ hosts }) => hosts ?? []))];
    if (!own.some((host) => forwarded.some((pattern) => overlap(pattern, host)))) yield found(estate, virtualService, own, forwarded, leading, pods);
  }
}

/** The gateway pods behind load balancers, with what each of those forwards to them. */
function frontsOf(estate: Estate): ReadonlyMap<Pod, readonly Front[]> {
  const fronts = new Map<Pod, Front[]>();
  for (const { group, pod } of frontedGateways(estate)) {
    for (const balancer of balancersOf(estate)) {
      const hosts = hostsTo(balancer, group.resource);
      if (hosts === undefined || hosts.length > 0) fronts.set(pod, [...(fronts.get(pod) ?? []), { balancer, hosts }]);
    }
  }
  return fronts;
}

/** Hosts of rules that forward to a group; empty: none does. */
function hostsTo({ listeners }: Balancer, group: Resource): readonly string[] | undefined {
  const leads = (actions: Balancer['listeners'][number]['actions']): boolean => actions.some((action) => action.type === 'forward' && action.groups.some((each) => each.group === group));
  if (listeners.some(({ actions }) => leads(actions))) return undefined;
  const rules = listeners.flatMap((listener) => listener.rules.filter(({ actions }) => leads(actions)));
  const hosts = rules.map(({ conditions }) => conditions.find((condition) => condition.on === 'host-header'));
  const known = hosts.flatMap((host) => (host !== undefined && host.on === 'host-header' && host.regexes.length === 0 && host.values.every((value) => /^(\*\.)?[^*?]+$/.test(value)) ? [host.values] : []));
  return known.length === hosts.length ? known.flat().map((host) => host.toLowerCase()) : undefined;
}

function podsOf(estate: Estate, { scope, namespace = '' }: Resource, name: string): readonly Pod[] {
  if (name === 'mesh') return [];
  const [of = '', called = ''] = gatewayName(name, namespace).split('/');
  const gateway = estate.find({ scope, type: 'Gateway', namespace: of, name: called });
  return gateway === undefined ? [] : podsOfGateway(estate, gateway).slice(0, 1);
}

function found(estate: Estate, virtualService: Resource, own: readonly string[], forwarded: readonly string[], fronts: readonly Front[], pods: readonly Pod[]): Finding {
  const balancers = listed([...new Set(fronts.map(({ balancer }) => balancer.name))]);
  const direct = pods.flatMap((pod) => servicesSelecting(estate, pod)).find(({ type }) => type === 'LoadBalancer');
  return findingAt(rule, { resource: virtualService, path: ['spec', 'hosts'] }, {
    message: `no request that comes by ${balancers} reaches the routes of ${nameOf(virtualService)}: it forwards ${listed(forwarded.slice(0, 3))}, and the routes are for ${listed(own.slice(0, 3))}`,
    label: 'names that no rule of the load balancer forwards',
    because: [
      because(`load balancer ${balancers}`, `forwards hosts ${listed(forwarded.slice(0, 6))} to the gateway`, { resource: fronts[0]!.balancer.resource, path: [] }),
      ...(direct === undefined ? [] : [because(nameOf(direct.resource), 'has a balancer of its own, which passes every name on', { resource: direct.resource, path: ['spec', 'type'] })]),
    ],
    proposals: mends(virtualService, own, forwarded),
  });
}

/** The host with the ending that is forwarded, where one word is another. */
function mends(of: Resource, own: readonly string[], forwarded: readonly string[]): readonly Proposal[] {
  const meant = own.flatMap((host, index) => {
    const first = host.split('.')[0] ?? '';
    const names = forwarded.map((pattern) => (pattern.startsWith('*.') ? first + pattern.slice(1) : pattern));
    const to = host.startsWith('*') ? undefined : hostWithOneOtherLabel(host, names);
    return to === undefined ? [] : [{ index, to }];
  });
  const [only] = meant;
  return only === undefined ? [] : [{ title: `let it answer for ${only.to} too`, edits: [{ edit: 'insert', of, path: ['spec', 'hosts'], at: only.index + 1, value: only.to }], certainty: 'proposed' }];
}
