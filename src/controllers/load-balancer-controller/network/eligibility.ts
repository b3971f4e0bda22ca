import { clusterTagPrefix, minimalFreeAddresses, roleTags, untaggedSubnetsSince } from '../../../facts/load-balancer-network.ts';
import type { ControllerFacts, Subnet } from '../facts.ts';
import { olderThan } from '../../../dialects/aws/service-owner.ts';
import { compareTexts } from '../../../resource/order.ts';
import { isOn } from '../settings/gates.ts';
import type { SubnetWish } from './subnets.ts';

/** Candidates by whether a load balancer can stand in them, each in the first class that applies (pkg/networking, subnet_resolver). */
export interface Sorted {
  readonly eligible: readonly Subnet[];
  readonly ofOtherClusters: readonly Subnet[];
  readonly full: readonly Subnet[];
  readonly withoutIpv6: readonly Subnet[];
}

/** Sorts candidates that no one named by id or name. */
export function sortedByEligibility(facts: ControllerFacts, subnets: readonly Subnet[], wish: SubnetWish): Sorted {
  const classOf = (subnet: Subnet): keyof Sorted => {
    if (isOn(facts, 'SubnetsClusterTagCheck') && leftToOthers(facts, subnet)) return 'ofOtherClusters';
    if ((subnet.freeAddresses ?? minimalFreeAddresses) < minimalFreeAddresses) return 'full';
    return needsIpv6(wish) && subnet.ipv6Cidrs.length === 0 ? 'withoutIpv6' : 'eligible';
  };
  const taken = (name: keyof Sorted): readonly Subnet[] => subnets.filter((subnet) => classOf(subnet) === name);
  return { eligible: taken('eligible'), ofOtherClusters: taken('ofOtherClusters'), full: taken('full'), withoutIpv6: taken('withoutIpv6') };
}

/** One subnet a zone: those of this cluster first, then by id. In the order of their ids. */
export function onePerZone(facts: ControllerFacts, subnets: readonly Subnet[]): readonly Subnet[] {
  const ranked = subnets.toSorted((a, b) => Number(tagged(facts, b) === 'own') - Number(tagged(facts, a) === 'own') || compareTexts(a.id, b.id));
  const zones = new Map<string, Subnet>();
  for (const subnet of ranked) if (!zones.has(subnet.zone)) zones.set(subnet.zone, subnet);
  return [...zones.values()].toSorted((a, b) => compareTexts(a.id, b.id));
}

/** Subnets that a load balancer needs at least: two for an ALB, except outside of availability zones and for allow-listed accounts. */
export function fewest(facts: ControllerFacts, locale: Subnet['locale'], { type }: SubnetWish): number {
  return type === 'application' && locale === 'availability-zone' && !isOn(facts, 'ALBSingleSubnet') ? 2 : 1;
}

/** Whether every subnet has to have an IPv6 block. */
export function needsIpv6({ addressType }: SubnetWish): boolean {
  return addressType === 'dualstack' || addressType === 'dualstack-without-public-ipv4';
}

/** Why a subnet of the cluster's VPC is not taken, in words. */
export function reasonAgainst(facts: ControllerFacts, subnet: Subnet, wish: SubnetWish): string | undefined {
  const { ofOtherClusters, full, withoutIpv6 } = sortedByEligibility(facts, [subnet], wish);
  if (ofOtherClusters.length > 0 && clustersOf(subnet).length === 0) return `has no tag ${clusterTagPrefix}${facts.flags.clusterName ?? 'NAME'}, which controllers before ${untaggedSubnetsSince} ask for`;
  if (ofOtherClusters.length > 0) return `is tagged for ${clustersOf(subnet).map((name) => `cluster ${name}`).join(' and ')} only`;
  if (full.length > 0) return `has ${subnet.freeAddresses} free addresses, and a load balancer needs ${minimalFreeAddresses}`;
  if (withoutIpv6.length > 0) return 'has no IPv6 block, which a dualstack load balancer needs';
  return undefined;
}

/** The tag by which discovery finds subnets for a scheme. */
export function roleTag({ scheme }: SubnetWish): string {
  return scheme === 'internal' ? roleTags.internal : roleTags.public;
}

/** Subnets for other clusters; long ago also those for none. */
function leftToOthers(facts: ControllerFacts, subnet: Subnet): boolean {
  const whose = tagged(facts, subnet);
  return whose === 'other' || (whose === 'none' && clustersOf(subnet).length === 0 && facts.version !== undefined && olderThan(facts.version, untaggedSubnetsSince));
}

/** Whose cluster tag it carries: this cluster's, only those of others, or none. */
function tagged({ flags }: ControllerFacts, subnet: Subnet): 'own' | 'other' | 'none' {
  if (flags.clusterName !== undefined && subnet.tags[clusterTagPrefix + flags.clusterName] !== undefined) return 'own';
  const clusters = clustersOf(subnet);
  // Without the cluster's name a tag may be its own: it is taken for that, which is assumed where it matters.
  return clusters.length === 0 || flags.clusterName === undefined ? 'none' : 'other';
}

function clustersOf({ tags }: Subnet): readonly string[] {
  return Object.keys(tags).filter((key) => key.startsWith(clusterTagPrefix)).map((key) => key.slice(clusterTagPrefix.length)).sort(compareTexts);
}
