import { balancersOf, type Balancer } from '../../dialects/aws/balancers.ts';
import { describedHealth } from '../../dialects/aws/described-health.ts';
import { nodesOf, type Node } from '../../dialects/aws/nodes.ts';
import { portsOffered } from '../../dialects/aws/network/endpoint-services.ts';
import { blocks, count, referred } from '../../dialects/aws/references.ts';
import { registered, vpcOfGroup } from '../../dialects/aws/registered.ts';
import { serviceAttribute, targetGroupOf, type Check, type Target, type TargetGroup } from '../../dialects/aws/target-groups.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { whyEmpty } from '../../dialects/kubernetes/empty.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { portOf, serviceAt, servicesOf } from '../../dialects/kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, type Resource } from '../../resource/resource.ts';
import type { HealthCheck, Opened } from '../kind.ts';
import { checksOf } from './checks.ts';
import type { CheckSpec, TargetGroupSpec, TargetSpec } from './spec.ts';

/** Answers for every target group that a listener or rule of an Application Load Balancer forwards to. */
export function read(estate: Estate): Opened<TargetGroupSpec> {
  const used = new Map<string, () => TargetGroupSpec>();
  for (const balancer of balancersOf(estate)) {
    for (const resource of groupsOf(balancer)) {
      let spec: TargetGroupSpec | undefined;
      const group = targetGroupOf(estate, resource);
      used.set(`group/${balancer.name}/${group.name}`, () => (spec ??= specOf(estate, balancer, group)));
    }
  }
  const at = (address: string): TargetGroupSpec | undefined => used.get(address)?.();
  const checks = (address: string): readonly HealthCheck[] => {
    const spec = at(address);
    return spec === undefined ? [] : checksOf(spec, address);
  };
  return { at, checks };
}

function groupsOf({ listeners }: Balancer): ReadonlySet<Resource> {
  const actions = listeners.flatMap(({ actions: own, rules }) => [...own, ...rules.flatMap((rule) => rule.actions)]);
  return new Set(actions.flatMap((action) => (action.type === 'forward' ? action.groups.map(({ group }) => group) : [])));
}

function specOf(estate: Estate, balancer: Balancer, group: TargetGroup): TargetGroupSpec {
  const { resource, name, protocol, version, stickiness, minimum } = group;
  const nodes = nodesOf(estate, balancer.resource);
  const all = group.targets.map((target) => [targetSpec(estate, group, target), describedHealth(target)] as const);
  const why = all.map(([target, described]) => [target, described?.used === false ? described.said : outside(balancer.name, nodes, target)] as const);
  const targets = why.flatMap(([target, reason]) => (reason === undefined ? [target] : []));
  const own = group.keepsToZone && nodes?.every(({ zone }) => zone !== undefined) === true && targets.every(({ zone }) => zone !== undefined);
  return {
    balancer: balancer.name,
    group: name,
    protocol,
    version: version === 'HTTP2' || version === 'GRPC' ? version : 'HTTP1',
    ...(version === 'HTTP1' ? {} : { versionAt: originOf(resource, ['protocol_version'], name) }),
    targets,
    ...(all.length === 0 ? whyNone(estate, resource, name) : { origin: originOf(resource, [], name) }),
    ...(all.length > 0 && targets.length === 0 ? { empty: why.map(([target, reason]) => `${target.name} is ${reason ?? ''}`).join(', ') } : {}),
    ...(nodes !== undefined && (own || nodes.some(({ interface: key }) => key !== undefined)) ? { nodes } : {}),
    ...(own ? { ownZone: true } : {}),
    ...(balancer.securityGroups.length === 0 ? {} : { securityGroups: balancer.securityGroups }),
    ...(stickiness === undefined ? {} : { cookie: stickiness.cookie, ...(stickiness.application === undefined ? {} : { ownCookie: true }) }),
    ...(balancer.attributes.idle === undefined ? {} : { idle: balancer.attributes.idle * 1000 }),
    ...(minimum.count === 1 && minimum.percentage === 0 ? {} : { minimum }),
    ...(resource.derived?.from.type === 'Ingress' ? { ingress: identityOf(resource.derived.from) } : {}),
    ...backendOf(estate, resource),
    ...plannedOf(estate, group),
    ...(group.check.enabled ? { check: checkSpec(group.check) } : {}),
  };
}

/** A target in a zone without a node of the balancer is registered and not used (ALB guide, "Target health status": Target.NotInUse). */
function outside(balancer: string, nodes: readonly Node[] | undefined, { zone }: TargetSpec): string | undefined {
  if (nodes === undefined || zone === undefined || zone === 'all' || nodes.some((node) => node.zone === undefined || node.zone === zone)) return undefined;
  return `in zone ${zone}, where ${balancer} has no subnet (Target.NotInUse)`;
}

function targetSpec(estate: Estate, group: TargetGroup, target: Target): TargetSpec {
  const { resource, port = group.port, service } = target;
  const { name, to, address, zone } = registered(estate, { ...group, ...vpcOfGroup(estate, group.resource) }, target);
  const asked = service === undefined ? undefined : group.check.service === undefined ? behindNodePort(estate, group.check.port) : `service/${group.check.service}`;
  const described = describedHealth(target);
  return {
    name,
    origin: originOf(resource, [], `target ${name}`, `target group ${group.name} leads to ${name} (${group.protocol === 'HTTPS' ? 'HTTPS, certificate not verified' : 'plain HTTP'})`),
    ...(port === undefined ? {} : { port }),
    ...(to === undefined ? {} : { dials: to.startsWith('service/') || port === undefined ? to : `${to}/${port}` }),
    ...(to === undefined || /^(pod|service)\//.test(to) ? {} : { byPackets: true }),
    ...(asked === undefined ? {} : { asked }),
    ...(address === undefined ? {} : { address }),
    ...(zone === undefined ? {} : { zone }),
    ...(described?.state === undefined ? {} : { described: { state: described.state, said: described.said } }),
  };
}

/** A node answers on a node port for whichever Service has it. */
function behindNodePort(estate: Estate, port: Check['port']): string | undefined {
  for (const { namespace, name, ports } of port === 'traffic-port' ? [] : servicesOf(estate)) {
    const found = ports.find(({ nodePort }) => nodePort === port);
    if (found !== undefined) return `service/${namespace}/${name}/${found.port}`;
  }
  return undefined;
}

/** Which port of a Service it leads to is written in the Ingress. */
function backendOf(estate: Estate, { body, derived }: Resource): Pick<TargetGroupSpec, 'backend'> {
  if (derived?.from.type !== 'Ingress' || derived.path.at(-1) !== 'backend') return {};
  const [namespace = '', name = '', number = ''] = (text(body[serviceAttribute]) ?? '').split('/');
  const others = (serviceAt(estate, namespace, name)?.ports ?? []).map(({ port }) => port).filter((port) => port !== Number(number));
  return others.length === 0 ? {} : { backend: { path: derived.path, others } };
}

/** What there is to change in files, where the group is yet to be made. */
function plannedOf(estate: Estate, { resource, port, targets }: TargetGroup): Pick<TargetGroupSpec, 'planned'> {
  const { body, derived } = resource;
  if (derived !== undefined || body['arn'] !== undefined) return {};
  const [check = {}] = blocks(body['health_check']);
  const ports = targets.flatMap((target) => {
    const endpoint = referred(estate, target.resource, 'aws_vpc_endpoint', target.id);
    return endpoint === undefined ? [] : portsOffered(estate, endpoint);
  });
  return {
    planned: {
      group: identityOf(resource),
      checks: { protocol: text(check['protocol']) !== undefined, port: count(check['port']) !== undefined },
      ported: targets.flatMap((target) => (target.port === undefined ? [] : [identityOf(target.resource)])),
      elsewhere: [...new Set(ports)].filter((each) => each !== port),
    },
  };
}

/** Why a group of Kubernetes' making has no targets, at the line that is the reason. */
function whyNone(estate: Estate, resource: Resource, group: string): Pick<TargetGroupSpec, 'empty' | 'repairs' | 'origin'> {
  const [namespace = '', name = '', number = ''] = (text(resource.body[serviceAttribute]) ?? '').split('/');
  const service = serviceAt(estate, namespace, name);
  const port = service === undefined ? undefined : portOf(service, Number(number));
  if (service === undefined || port === undefined) return { empty: 'no target is registered', origin: originOf(resource, [], group) };
  // Nodes are targets whatever runs on them: that there is none is no matter of pods.
  if (resource.body['target_type'] === 'instance') return { empty: "none of the cluster's nodes is registered", origin: originOf(resource, [], group) };
  const reason = whyEmpty(estate, service, port);
  return { empty: reason.why, repairs: reason.repairs, origin: originOf(reason.resource, reason.path, group) };
}

function checkSpec({ protocol, port, path, interval, timeout, healthy, unhealthy, matcher }: Check): CheckSpec {
  return { protocol, path, interval, timeout, healthy, unhealthy, matcher, ...(port === 'traffic-port' ? {} : { port }) };
}
