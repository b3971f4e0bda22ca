import { endpointServicesOf, serviceOfEndpoint, type EndpointService } from '../../dialects/aws/network/endpoint-services.ts';
import { networkBalancerFor, networkBalancersOf, serviceBehind } from '../../dialects/aws/network-balancers.ts';
import { blocks } from '../../dialects/aws/references.ts';
import { paired, said } from '../../dialects/aws/service-annotations.ts';
import { controllerIn, ownerOf, type Owner } from '../../dialects/aws/service-owner.ts';
import { serviceOf, type Service } from '../../dialects/kubernetes/services.ts';
import { words } from '../../dialects/kubernetes/fields.ts';
import { truthIn } from '../../dialects/kubernetes/go-values.ts';
import { attributeAnnotations, networkPrefix } from '../../facts/network-load-balancer.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, nameOf } from '../../resource/resource.ts';
import { because, findingAt, type Spot } from '../finding.ts';
import type { Finding, Reason, Rule } from '../rule.ts';
import { machinesOf, podsWritten, zonesFor, type Machines, type Written } from './counted.ts';

/** A balancer that PrivateLink offers stands in more zones than its cluster has nodes, or nodes with a pod. */
export const rule: Rule = {
  name: 'zones-without-nodes',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const machines = machinesOf(estate);
  if (machines === undefined) return;
  for (const offered of endpointServicesOf(estate)) {
    const made = networkBalancersOf(estate).filter(({ resource }) => offered.balancers.some((each) => each.resource === resource)).flatMap((balancer) => serviceBehind(balancer) ?? []).map(serviceOf);
    for (const service of [...offered.services, ...made]) {
      const owner = ownerOf(service, controllerIn(estate, service.resource.scope));
      if (!hasNodesAsTargets(estate, service, owner) || crossesZones(estate, service, owner) !== false) continue;
      const zones = zonesFor(estate, machines.cluster, service, owner);
      const pods = service.externalTrafficPolicy === 'Local' ? podsWritten(estate, service) : undefined;
      const least = Math.min(machines.count, pods?.count ?? Infinity);
      // With none at all somebody has switched it off.
      if (zones !== undefined && least > 0 && least < zones) yield found(estate, { offered, service, owner, machines, zones, ...(pods === undefined ? {} : { pods }) });
    }
  }
}

/** The controller takes pods where it is told so, the cloud provider always nodes; a classic balancer cannot be offered. */
function hasNodesAsTargets(estate: Estate, service: Service, { by, kind }: Owner): boolean {
  const type = said(service, 'type');
  if (service.type !== 'LoadBalancer' || type === 'nlb-ip') return false;
  if (by === 'load-balancer-controller') return (said(service, 'nlb-target-type') ?? controllerIn(estate, service.resource.scope).targetType) === 'instance';
  return (by === 'cloud-provider' && kind === 'network') || (by === 'unknown' && type === 'nlb');
}

/** Undefined: something is written that is neither yes nor no. The cloud provider reads no list of attributes, nor do target groups of its own say otherwise. */
function crossesZones(estate: Estate, service: Service, { by }: Owner): boolean | undefined {
  const written = said(service, attributeAnnotations.crossZone);
  const own = written === undefined ? false : truthIn(written);
  if (own !== false || by === 'cloud-provider') return own;
  const ofGroups = Object.keys(service.annotations).filter((key) => key.startsWith(`${networkPrefix}target-group-attributes`)).some((key) => service.annotations[key]?.includes(attribute));
  if (ofGroups) return undefined;
  return networkBalancerFor(estate, service.resource)?.crossZone === true || truthIn(paired(service, 'attributes')[attribute]) === true;
}

const attribute = 'load_balancing.cross_zone.enabled';

interface Short {
  readonly offered: EndpointService;
  readonly service: Service;
  readonly owner: Owner;
  readonly machines: Machines;
  readonly zones: number;
  readonly pods?: Written;
}

function found(estate: Estate, short: Short): Finding {
  const { offered, service, owner, machines, zones, pods } = short;
  const fewer = pods !== undefined && pods.count < machines.count ? ({ count: pods.count, what: 'pod' } as const) : ({ count: machines.count, what: 'node' } as const);
  const bare = zones - fewer.count;
  const balancer = `the load balancer of Service ${service.namespace}/${service.name}`;
  return findingAt(rule, spotOf(service), {
    message: `${counted(fewer.count, fewer.what)} for ${counted(zones, 'zone')}: in ${bare === 1 ? 'one of them' : `${bare} of them`} ${balancer} has no ${fewer.what === 'pod' ? 'healthy target' : 'target'}, and a connection that comes through PrivateLink to that zone gets no answer`,
    label: 'cross-zone load balancing is off, and each zone uses targets of its own only',
    because: [
      ...machines.said.map(({ text, ...spot }) => because(nameOf(spot.resource), text, spot)),
      ...(pods?.said.map(({ text, ...spot }) => because(nameOf(spot.resource), text, spot)) ?? []),
      ...(service.externalTrafficPolicy === 'Local' ? [because(nameOf(service.resource), 'hands connections to pods of the same node only: a node without one fails the health check', { resource: service.resource, path: ['spec', 'externalTrafficPolicy'] })] : []),
      because(nameOf(offered.resource), `offers ${balancer} over PrivateLink: what comes in at an endpoint stays in the zone of its address`, { resource: offered.resource, path: ['network_load_balancer_arns'] }),
      ...endpointsAt(estate, offered),
    ],
    proposals: mends(service, owner),
  });
}

function endpointsAt(estate: Estate, offered: EndpointService): readonly Reason[] {
  return estate.ofType('aws_vpc_endpoint').flatMap((endpoint) => {
    const subnets = words(endpoint.body['subnet_ids']).length + blocks(endpoint.body['subnet_configuration']).length;
    return subnets === 0 || serviceOfEndpoint(estate, endpoint)?.key !== offered.key ? [] : [because(nameOf(endpoint), `has an address in ${counted(subnets, 'subnet')}, each in a zone of its own`, { resource: endpoint, path: ['subnet_ids'] })];
  });
}

function spotOf(service: Service): Spot {
  const written = [attributeAnnotations.crossZone, 'attributes'].find((name) => said(service, name) !== undefined);
  return { resource: service.resource, path: written === undefined ? ['spec', 'type'] : annotated(written) };
}

function annotated(name: string): Spot['path'] {
  return ['metadata', 'annotations', networkPrefix + name];
}

/** The annotation of its own is deprecated for the controller, which reads it all the same, and before the list. */
function mends(service: Service, { by }: Owner): readonly Proposal[] {
  const { resource } = service;
  if (resource.derived !== undefined) return [];
  const list = by === 'load-balancer-controller' && said(service, attributeAnnotations.crossZone) === undefined;
  const others = Object.entries(paired(service, 'attributes')).flatMap(([key, value]) => (key === attribute ? [] : [`${key}=${value}`]));
  const edit = list ? { path: annotated('attributes'), to: [...others, `${attribute}=true`].join(',') } : { path: annotated(attributeAnnotations.crossZone), to: 'true' };
  return [{ title: 'let every zone use targets of all zones; AWS bills what crosses zones', edits: [{ edit: 'set', of: identityOf(resource), ...edit }], certainty: 'proposed' }];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
