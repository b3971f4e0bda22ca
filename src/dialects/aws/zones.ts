import { isAddress } from '../../ir/address.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { interfacesHolding } from './network/interfaces.ts';
import { subnetsHolding } from './network/subnets.ts';
import { blocks, referred } from './references.ts';

/** Zones in which a load balancer has a node, by their names; undefined where a subnet of it, or the zone of one, is in no input. */
export function zonesOfBalancer(estate: Estate, balancer: Resource): readonly string[] | undefined {
  const mapped = blocks(balancer.body['subnet_mapping']).flatMap(({ subnet_id: id }) => text(id) ?? []);
  const zones = [...words(balancer.body['subnets']), ...mapped].map((id) => text(referred(estate, balancer, 'aws_subnet', id)?.body['availability_zone']));
  return zones.length === 0 || zones.includes(undefined) ? undefined : [...new Set(zones as string[])].sort();
}

/** The zone of a target: as it was registered, else that of the interface or the one subnet in its VPC that its address is in; `all`, or undefined where nobody says it. */
export function zoneOfTarget(estate: Estate, target: Resource, address: string | undefined, vpc?: string): string | undefined {
  const registered = text(target.body['availability_zone']);
  if (registered !== undefined || address === undefined || !isAddress(address)) return registered;
  const held = interfacesHolding(estate, address, vpc);
  const zones = new Set((held.length > 0 ? held : subnetsHolding(estate, address, vpc)).map(({ zone }) => zone));
  return zones.size === 1 ? [...zones][0] : undefined;
}
