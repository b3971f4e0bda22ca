import type { Estate } from '../../../resource/estate.ts';
import type { Json, Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { blocks, referred } from '../references.ts';
import { unknownAt, type Check, type Refusal } from './refusal.ts';

/** Zones of a load balancer: an Application Load Balancer is in two at least, and no load balancer is twice in one (CreateLoadBalancer, Subnets). */
export const subnetRefusals: Check = (resource, estate) => {
  const application = (text(resource.body['load_balancer_type']) ?? 'application') === 'application';
  const named = namedSubnets(resource);
  if (named === undefined || unknownAt(resource, ['load_balancer_type'])) return [];
  const zones = named.map(({ value }) => zoneOf(estate, resource, value));
  const seen = new Map<string, number>();
  for (const [index, zone] of zones.entries()) {
    const earlier = zone === undefined ? undefined : seen.get(zone);
    if (zone === undefined) continue;
    if (earlier !== undefined && text(named[earlier]!.value) !== text(named[index]!.value)) return [{ resource, path: named[index]!.path, message: `two of its subnets are in ${shown(zone)}; AWS says "A load balancer cannot be attached to multiple subnets in the same Availability Zone"` }];
    seen.set(zone, index);
  }
  // Local Zones, Wavelength Zones and Outposts take one.
  const [only] = zones;
  return application && zones.length === 1 && only !== undefined && (isOpaque(only) || /^[a-z]{2}(?:-[a-z]+)+-\d[a-z]$/.test(only) || /^[a-z]+\d-az\d$/.test(only)) ? [short(resource, named[0]!.path.slice(0, 1))] : [];
};

function short(resource: Resource, path: readonly (string | number)[]): Refusal {
  return { resource, path, message: 'an Application Load Balancer is in two zones at least, and this one is in one; AWS says "At least two subnets in two different Availability Zones must be specified"' };
}

function namedSubnets(resource: Resource): readonly { readonly path: readonly (string | number)[]; readonly value: Json }[] | undefined {
  const { subnets, subnet_mapping: mappings } = resource.body;
  if (Array.isArray(subnets) && subnets.length > 0) return unknownAt(resource, ['subnets']) ? undefined : (subnets as readonly Json[]).map((value, index) => ({ path: ['subnets', index], value }));
  const mapped = blocks(mappings);
  return mapped.length === 0 || unknownAt(resource, ['subnet_mapping']) ? undefined : mapped.map(({ subnet_id: value }, index) => ({ path: ['subnet_mapping', index, 'subnet_id'], value: value ?? null }));
}

function zoneOf(estate: Estate, from: Resource, value: Json): string | undefined {
  const subnet = referred(estate, from, 'aws_subnet', value);
  const zone = subnet === undefined ? undefined : (text(subnet.body['availability_zone']) ?? text(subnet.body['availability_zone_id']));
  return zone === '' ? undefined : zone;
}

/** The name of a zone that only AWS knows, as an expression: the same one is the same zone. */
function isOpaque(zone: string): boolean {
  return zone.startsWith('${') && zone.includes('aws_availability_zones');
}

function shown(zone: string): string {
  return isOpaque(zone) ? `one zone (${zone.slice(2, -1).replace(/^(aws_availability_zones)\.(.*?)data\./, '$2data.$1.')})` : zone;
}
