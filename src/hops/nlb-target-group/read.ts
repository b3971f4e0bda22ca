import { describedHealth } from '../../dialects/aws/described-health.ts';
import { networkBalancersOf, serviceBehind, type NetworkBalancer, type NetworkListener } from '../../dialects/aws/network-balancers.ts';
import { networkGroupOf, type NetworkGroup } from '../../dialects/aws/network-groups.ts';
import { interfacesOf } from '../../dialects/aws/network/interfaces.ts';
import { referredKey } from '../../dialects/aws/network/keys.ts';
import { keepingOf, returningAtNodes, shownByNodes } from '../../dialects/aws/node-returns.ts';
import { nodesOf } from '../../dialects/aws/nodes.ts';
import { nameOfBalancer } from '../../dialects/aws/balancers.ts';
import { allOf, referred } from '../../dialects/aws/references.ts';
import { registered, vpcOfGroup, type Registered } from '../../dialects/aws/registered.ts';
import { nameOfGroup, serviceAttribute, type Target } from '../../dialects/aws/target-groups.ts';
import { keepable, sameAs } from '../../dialects/aws/kept-address.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { serviceAt, type Service, type ServicePort } from '../../dialects/kubernetes/services.ts';
import { tcpIdleTimeout } from '../../facts/nlb.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, type Resource } from '../../resource/resource.ts';
import type { HealthCheck, Opened } from '../kind.ts';
import { checksOf } from './checks.ts';
import type { NlbTargetGroupSpec, SameSpec, TargetSpec } from './spec.ts';

interface Use {
  readonly balancer: NetworkBalancer;
  readonly listener: NetworkListener;
  readonly group: Resource;
}

/** Answers for every target group that a listener of a Network Load Balancer forwards to, `targets/NLB/GROUP/PORT`; its checks are those of `targets/NLB/GROUP`, whichever listener it is used by. */
export function read(estate: Estate): Opened<NlbTargetGroupSpec> {
  const uses = new Map<string, Use>();
  for (const use of usesIn(estate)) {
    const group = `targets/${use.balancer.name}/${nameOfGroup(use.group)}`;
    uses.set(`${group}/${use.listener.port}`, use);
    if (!uses.has(group)) uses.set(group, use);
  }
  const specs = new Map<string, NlbTargetGroupSpec>();
  const at = (address: string): NlbTargetGroupSpec | undefined => {
    const use = address.split('/').length === 4 ? uses.get(address) : undefined;
    if (use !== undefined && !specs.has(address)) specs.set(address, specOf(estate, use));
    return specs.get(address);
  };
  const checks = (address: string): readonly HealthCheck[] => {
    const group = address.split('/').slice(0, 3).join('/');
    const use = uses.get(group);
    const spec = use === undefined ? undefined : at(`${group}/${use.listener.port}`);
    return use === undefined || spec === undefined ? [] : checksOf(spec, networkGroupOf(estate, use.group).check, use.listener.port, group);
  };
  return { at, checks };
}

function usesIn(estate: Estate): readonly Use[] {
  return networkBalancersOf(estate).flatMap((balancer) =>
    balancer.listeners.flatMap((listener) => listener.actions.flatMap((action) => (action.type === 'forward' ? action.groups.map(({ group }): Use => ({ balancer, listener, group })) : []))),
  );
}

function specOf(estate: Estate, { balancer, listener, group: resource }: Use): NlbTargetGroupSpec {
  const group = networkGroupOf(estate, resource);
  const nodes = nodesOf(estate, balancer.resource);
  const zones = nodes?.flatMap(({ zone }) => zone ?? []);
  const all = group.targets.map((target) => targetSpec(estate, balancer, group, target));
  const unused = (target: Target, { zone }: TargetSpec): string | undefined => {
    const described = describedHealth(target);
    if (described?.used === false) return described.said;
    return zones === undefined || zone === undefined || zone === 'all' || zones.length < (nodes?.length ?? 0) || zones.includes(zone) ? undefined : `in zone ${zone}, where ${balancer.name} has no subnet`;
  };
  const why = all.map((target, index) => [target, unused(group.targets[index]!, target)] as const);
  const targets = why.flatMap(([target, reason]) => (reason === undefined ? [target] : []));
  const { minimum } = group;
  const made = serviceBehind(balancer) === undefined ? undefined : servicePort(estate, text(resource.body[serviceAttribute]));
  const keeping = made === undefined ? undefined : keepingOf(made.service, made.port);
  return {
    balancer: balancer.name,
    group: group.name,
    endsTls: listener.protocol === 'TLS',
    protocol: group.protocol,
    ...(nodes === undefined ? {} : { nodes }),
    crossZone: group.crossZone ?? balancer.crossZone,
    targets,
    ...(targets.length > 0 ? {} : { empty: all.length === 0 ? 'nothing is registered' : why.map(([{ name }, reason]) => `${name} is ${reason ?? ''}`).join(', ') }),
    keeps: group.keeps,
    privateLink: [...interfacesOf(estate).values()].filter(({ owner }) => owner.kind === 'endpoint').map(({ key }) => key),
    preamble: group.preamble,
    securityGroups: balancer.securityGroups.flatMap((each) => referredKey(estate, balancer.resource, each) ?? []),
    idle: listener.idle === undefined ? tcpIdleTimeout : listener.idle * 1000,
    ...(minimum.count === 1 && minimum.percentage === 0 ? {} : { minimum }),
    ...(keeping === undefined ? {} : { keeping }),
    ...(resource.derived === undefined ? { of: identityOf(resource) } : {}),
    origin: originOf(resource, [], group.name),
  };
}

function targetSpec(estate: Estate, balancer: NetworkBalancer, group: NetworkGroup, target: Target): TargetSpec {
  if (group.type === 'alb') return balancerAsTarget(estate, group, target);
  const found = registered(estate, { ...group, ...vpcOfGroup(estate, group.resource) }, target);
  const { name, to, address, zone } = found;
  const port = target.port ?? group.port;
  const described = describedHealth(target);
  const nodes = servicePort(estate, target.service);
  const hides = nodes === undefined ? undefined : shownByNodes(nodes.service);
  const unkept = keepable(estate, group, balancer.name, found);
  return {
    name,
    ...(to === undefined ? {} : { dials: to.startsWith('service/') || port === undefined ? to : `${to}/${port}` }),
    ...(to === undefined || /^(pod|service)\//.test(to) ? {} : { byPackets: true }),
    ...(address === undefined ? {} : { address }),
    ...(port === undefined || (to?.startsWith('service/') === true && target.port === undefined) ? {} : { port }),
    ...(zone === undefined ? {} : { zone }),
    itself: group.keeps ? sentBack(estate, balancer, found, nodes) : [],
    ...(hides === undefined ? {} : { hides }),
    ...(unkept === undefined ? {} : { unkept }),
    ...(described?.state === undefined ? {} : { described: { state: described.state, said: described.said } }),
    origin: originOf(target.resource, [], `target ${name}`, `target group ${group.name} leads to ${name}${zone === undefined || zone === 'all' ? '' : ` in zone ${zone}`}${group.protocol === 'TLS' ? ' (TLS, certificate not verified)' : ''}`),
  };
}

/** Pods that ask a public one by its name come by the address of a NAT gateway, and are no clients of their own. */
function sentBack(estate: Estate, { name, internal }: NetworkBalancer, found: Registered, nodes: Behind | undefined): readonly SameSpec[] {
  const all = nodes === undefined ? sameAs(estate, name, found) : returningAtNodes(estate, nodes.service, nodes.port, name);
  return internal ? all : all.filter(({ interfaces }: SameSpec) => interfaces !== undefined);
}

interface Behind {
  readonly service: Service;
  readonly port: ServicePort;
}

/** The port of a Service that `NS/NAME/PORT` names. */
function servicePort(estate: Estate, written: string | undefined): Behind | undefined {
  const [namespace = '', name = '', number] = written?.split('/') ?? [];
  const service = serviceAt(estate, namespace, name);
  const port = service?.ports.find((each) => each.port === Number(number));
  return service === undefined || port === undefined ? undefined : { service, port };
}

/** The listener of an Application Load Balancer on the group's port (NLB guide, "Application Load Balancers as targets"). */
function balancerAsTarget(estate: Estate, group: NetworkGroup, target: Target): TargetSpec {
  const { id = '', port = group.port, resource } = target;
  const found = referred(estate, resource, 'aws_lb', id) ?? allOf(estate, 'aws_lb').find((each) => nameOfBalancer(each) === /:loadbalancer\/app\/([^/]+)\//.exec(id)?.[1]);
  const described = describedHealth(target);
  const name = found === undefined ? id : `ALB ${nameOfBalancer(found)}:${port ?? ''}`;
  return {
    name,
    ...(found === undefined || port === undefined ? {} : { dials: `listener/${nameOfBalancer(found)}/${port}` }),
    ...(port === undefined ? {} : { port }),
    itself: [],
    ...(described?.state === undefined ? {} : { described: { state: described.state, said: described.said } }),
    origin: originOf(resource, [], `target ${name}`, `target group ${group.name} leads to ${name}, which sees the client's address`),
  };
}
