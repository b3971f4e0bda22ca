import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { byKey, referredKey } from './keys.ts';
import { carries, peeringsOf } from './peerings.ts';

/** How security groups of two VPCs can name each other. Absent: they cannot. */
export type Meeting = 'same VPC' | 'peering' | 'transit gateway';

/**
 * Whether a rule of a group in one VPC can mean a group of another: in the same VPC, over an active peering connection of one
 * Region, or, for rules that let in, over a transit gateway that lets groups be named (VPC guide, "Security group rules" and
 * "Security group referencing"; transit gateway guide, "Security group referencing support").
 */
export function meetingOf(estate: Estate, vpc: string, other: string): Meeting | undefined {
  if (vpc === other) return 'same VPC';
  return viewOf(estate).get(pair(vpc, other));
}

function viewOf(estate: Estate): ReadonlyMap<string, Meeting> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const found = new Map<string, Meeting>();
  for (const [one, other] of throughTransit(estate)) found.set(pair(one, other), 'transit gateway');
  for (const peering of peeringsOf(estate).values()) {
    const [one, other] = peering.sides;
    if (one.vpc !== undefined && other.vpc !== undefined && carries(peering) && !peering.regions) found.set(pair(one.vpc, other.vpc), 'peering');
  }
  viewed.set(estate, found);
  return found;
}

/** VPCs attached to one transit gateway where the gateway (off by default) and both attachments (on by default) let groups be named. */
function throughTransit(estate: Estate): readonly (readonly [string, string])[] {
  const gateways = byKey(estate, 'aws_ec2_transit_gateway');
  const attached = new Map<string, string[]>();
  for (const attachment of byKey(estate, 'aws_ec2_transit_gateway_vpc_attachment').values()) {
    const [gateway, vpc] = [referredKey(estate, attachment, attachment.body['transit_gateway_id']), referredKey(estate, attachment, attachment.body['vpc_id'])];
    if (gateway === undefined || vpc === undefined || !refers(gateways.get(gateway), 'disable') || !refers(attachment, 'enable')) continue;
    attached.set(gateway, [...(attached.get(gateway) ?? []), vpc]);
  }
  return [...attached.values()].flatMap((vpcs) => vpcs.flatMap((one, index) => vpcs.slice(index + 1).map((other) => [one, other] as const)));
}

function refers(resource: Resource | undefined, unsaid: string): boolean {
  return (text(resource?.body['security_group_referencing_support']) ?? unsaid) === 'enable';
}

function pair(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, Meeting>>();
