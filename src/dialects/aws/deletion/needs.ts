import { deletionRefusals, lostReading } from '../../../facts/deletion-texts.ts';
import type { Estate } from '../../../resource/estate.ts';
import { isLookedUp, type Json, type Path, type Resource } from '../../../resource/resource.ts';
import { record, text } from '../../kubernetes/fields.ts';
import { endpointServicesOf, serviceOfEndpoint } from '../network/endpoint-services.ts';
import { subnetsOf } from '../network/subnets.ts';
import { clustersOf } from '../clusters.ts';
import { nameIn } from '../references.ts';

/** Something that has to be gone before something else can go. */
export interface Need {
  readonly first: Resource;
  readonly then: Resource;
  /** Where the first one says that it uses the other. */
  readonly path: Path;
  /** `uses`, `is connected to`: stands between both. */
  readonly how: string;
  /** Who refuses: AWS while something is in use, or Terraform, which cannot read it any more. */
  readonly by: 'aws' | 'terraform' | 'kubernetes';
  /** Its own words. */
  readonly says: string;
}

/** Everything of an estate that has to be gone before something else can go. */
export function needsOf(estate: Estate): readonly Need[] {
  return [...connected(estate), ...offered(estate), ...made(estate), ...read(estate), ...referring(estate)];
}

/** Endpoints and the service that they are connected to, in whichever accounts. */
function connected(estate: Estate): readonly Need[] {
  return estate.ofType('aws_vpc_endpoint').flatMap((endpoint): readonly Need[] => {
    const service = serviceOfEndpoint(estate, endpoint);
    return service === undefined || isLookedUp(endpoint) ? [] : refused(endpoint, service.resource, ['service_name'], 'is connected to');
  });
}

/** Endpoint services and the load balancers that they offer; what Kubernetes makes goes with its Service. */
function offered(estate: Estate): readonly Need[] {
  return endpointServicesOf(estate).flatMap(({ resource, balancers, services }) => {
    const held = [...balancers.map(({ resource: balancer }) => (balancer.derived?.from.type === 'Service' ? balancer.derived.from : balancer)), ...services.map((service) => service.resource)];
    const known = held.filter((each) => !isLookedUp(each));
    // One that is only looked up is that of the only Service that has one.
    const others = known.length === 0 ? balancedIn(estate) : [];
    return (others.length === 1 ? others : known).flatMap((each) => refused(resource, each, ['network_load_balancer_arns'], each.type === 'Service' ? 'offers the load balancer of' : 'offers'));
  });
}

function balancedIn(estate: Estate): readonly Resource[] {
  return estate.ofType('Service').filter((service) => service.derived === undefined && text(record(service.body['spec'])['type']) === 'LoadBalancer');
}

/** A Service's load balancer is taken away by the cluster, and stands in the cluster's subnets until then. */
function made(estate: Estate): readonly Need[] {
  const clusters = clustersOf(estate).filter(({ resource }) => !isLookedUp(resource));
  return balancedIn(estate).flatMap((service): readonly Need[] => {
    const cluster = clusters.find(({ name }) => name === service.scope) ?? (clusters.length === 1 ? clusters[0] : undefined);
    if (cluster === undefined) return [];
    const subnets = cluster.subnets.flatMap((key) => subnetsOf(estate).get(key)?.resource ?? []);
    const path: Path = ['spec', 'type'];
    return [
      { first: service, then: cluster.resource, path, how: 'has a load balancer, which nobody takes away without', by: 'kubernetes', says: 'the load balancer stays, and no state of Terraform has it' },
      ...subnets.slice(0, 1).flatMap((subnet) => refused(service, subnet, path, 'has a load balancer in')),
    ];
  });
}

/** Parameters that a data source reads on every run. */
function read(estate: Estate): readonly Need[] {
  const parameters = estate.ofType('aws_ssm_parameter');
  return parameters.filter(isLookedUp).flatMap((reader) => parameters.filter((each) => !isLookedUp(each) && each.body['name'] === reader.body['name'] && each.scope === reader.scope).map((written): Need => ({ first: reader, then: written, path: ['name'], how: 'reads, on every run,', by: 'terraform', says: lostReading.parameter })));
}

/** What names another resource in an argument, where AWS refuses, or where two stacks are tied by it. */
function referring(estate: Estate): readonly Need[] {
  const byId = new Map<string, Resource>();
  for (const resource of estate.resources) {
    if (!resource.type.startsWith('aws_') || resource.derived !== undefined || isLookedUp(resource)) continue;
    for (const attribute of ['id', 'arn']) {
      const value = text(resource.body[attribute]);
      if (value !== undefined && nameIn(value) === undefined && !byId.has(value)) byId.set(value, resource);
    }
  }
  return estate.resources.filter((each) => each.type.startsWith('aws_') && each.derived === undefined).flatMap((first) => {
    const seen = new Set<Resource>();
    return [...named(first.body)].flatMap(([value, path]): readonly Need[] => {
      const to = nameIn(value);
      const then = to === undefined ? byId.get(value) : estate.find({ scope: to.scope ?? first.scope, type: to.type, name: to.name });
      if (then === undefined || then === first || seen.has(then) || isLookedUp(then)) return [];
      seen.add(then);
      const needs = isLookedUp(first) ? [] : refused(first, then, path, 'uses');
      if (needs.length > 0 || to === undefined) return needs;
      return [{ first, then, path, how: 'takes a value from', by: 'terraform', says: lostReading.state }];
    });
  });
}

function refused(first: Resource, then: Resource, path: Path, how: string): readonly Need[] {
  const refusal = deletionRefusals.find(({ by, held }) => by.test(first.type) && held.test(then.type));
  return refusal === undefined ? [] : [{ first, then, path, how, by: 'aws', says: refusal.says }];
}

/** Texts of a body that may name another resource: references, ids and ARNs. */
function* named(value: Json, path: Path = []): Iterable<readonly [string, Path]> {
  if (typeof value === 'string') {
    if (/^\$\{|^arn:|^[a-z]+-[0-9a-f]{8,}$/.test(value)) yield [value, path];
    return;
  }
  if (value === null || typeof value !== 'object' || path.length > 8) return;
  for (const [key, member] of Object.entries(value)) if (path.length > 0 || (key !== 'id' && key !== 'arn' && key !== 'unknown_after_apply')) yield* named(member as Json, [...path, Array.isArray(value) ? Number(key) : key]);
}
