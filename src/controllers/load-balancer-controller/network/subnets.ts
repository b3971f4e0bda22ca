import { olderThan } from '../../../dialects/aws/service-owner.ts';
import { reachabilitySince, roleTagValues } from '../../../facts/load-balancer-network.ts';
import { compareTexts } from '../../../resource/order.ts';
import type { ControllerFacts, Subnet } from '../facts.ts';
import { isOn } from '../settings/gates.ts';
import { fewest, needsIpv6, onePerZone, reasonAgainst, roleTag, sortedByEligibility } from './eligibility.ts';
import { goList } from '../go-text.ts';
import { refused, type Found, type Refused } from './found.ts';
import { isPublic } from './reachability.ts';

/** The load balancer that looks for subnets. */
export interface SubnetWish {
  readonly type: 'application' | 'network';
  readonly scheme: 'internal' | 'internet-facing';
  /** `ipv4`, `dualstack` or `dualstack-without-public-ipv4`. Absent: ipv4. */
  readonly addressType?: string;
}

/** The subnets that somebody names by id or by their Name tag, in the order asked. */
export function subnetsByNameOrId(facts: ControllerFacts, wanted: readonly string[], wish: SubnetWish): Found<Subnet> {
  const known = facts.aws.subnets;
  if (known === undefined) return unread(wanted);
  if (wanted.some((each) => isId(each) && mayBe(known, each))) return unread(wanted);
  const used = new Map<string, number>();
  const subnets: Subnet[] = [];
  for (const each of wanted) {
    const next = isId(each) ? named(known, each) : byName(facts, known, each, used);
    if ('refused' in next) return { refused: { ...next.refused, says: `failed to list subnets by names or IDs: ${next.refused.says}` } };
    subnets.push(next);
  }
  return specified(facts, subnets, wish);
}

/** The subnets that IngressClassParams name by id, or choose by tags. */
export function subnetsBySelector(facts: ControllerFacts, selector: { readonly ids?: readonly string[]; readonly tags?: Readonly<Record<string, readonly string[]>> }, wish: SubnetWish): Found<Subnet> {
  const known = facts.aws.subnets;
  const { ids = [], tags = {} } = selector;
  if (known === undefined) return ids.length > 0 ? unread(ids) : { unknown: 'no subnets are in the inputs: those that the tags of IngressClassParams choose are not known' };
  if (ids.some((id) => mayBe(known, id))) return unread(ids);
  if (ids.length === 0) {
    const candidates = ofVpc(facts, known).filter((subnet) => Object.entries(tags).every(([key, values]) => subnet.tags[key] !== undefined && values.includes(subnet.tags[key])));
    return chosen(facts, candidates, wish, `carry ${Object.entries(tags).map(([key, values]) => `${key}=${values.join('|')}`).join(', ')}`);
  }
  const subnets: Subnet[] = [];
  for (const id of ids) {
    const next = named(known, id);
    if ('refused' in next) return { refused: { ...next.refused, says: `failed to list subnets by IDs: ${next.refused.says}` } };
    subnets.push(next);
  }
  return specified(facts, subnets, wish);
}

/** The subnets that the controller chooses by itself: by role tag, and where no subnet has one, by their routes. */
export function subnetsByDiscovery(facts: ControllerFacts, wish: SubnetWish): Found<Subnet> {
  const known = facts.aws.subnets;
  if (known === undefined) return { unknown: 'no subnets are in the inputs: the controller is taken to find enough of them by their tags' };
  const vpc = vpcOf(facts, known);
  if (vpc === undefined && new Set(known.map((subnet) => subnet.vpc)).size > 1) return { unknown: 'the subnets of the inputs are of several VPCs, and nobody says which is the cluster\'s: those of the load balancer are not known' };
  const own = ofVpc(facts, known);
  const role = roleTag(wish);
  const tagged = own.filter(({ tags }) => (roleTagValues as readonly (string | undefined)[]).includes(tags[role]));
  if (tagged.length > 0 || !byRoutes(facts)) return chosen(facts, tagged, wish, `carry the tag ${role}`, own);
  const tables = facts.aws.routeTables;
  if (tables === undefined) return { unknown: `no subnet carries the tag ${role}, and no route tables are in the inputs: which subnets the load balancer gets is not known` };
  const outward = wish.scheme === 'internet-facing';
  const reached: Subnet[] = [];
  for (const subnet of own) {
    const open = isPublic(subnet, tables);
    if (open === undefined) return { unknown: `no subnet carries the tag ${role}, and subnet ${subnet.id} has no route table in the inputs: which subnets the load balancer gets is not known` };
    if (open === outward) reached.push(subnet);
  }
  return chosen(facts, reached, wish, outward ? `carry the tag ${role} or have a route to an internet gateway` : `carry the tag ${role} or are without a route to an internet gateway`, own);
}

/** Whether subnets without a role tag are told by their routes. */
function byRoutes(facts: ControllerFacts): boolean {
  return isOn(facts, 'SubnetDiscoveryByReachability') && (facts.version === undefined || !olderThan(facts.version, reachabilitySince));
}

/** The reference to a subnet that Terraform has yet to make stands where its id will. */
function isId(text: string): boolean {
  return text.startsWith('subnet-') || unmade(text);
}

/** Ids stand for themselves; a name leads to no id. */
function unread(wanted: readonly string[]): Found<Subnet> {
  const names = wanted.filter((each) => !isId(each));
  if (names.length > 0) return { unknown: `no subnets are in the inputs: the one${names.length === 1 ? '' : 's'} named ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} taken to exist` };
  const found = wanted.map((id): Subnet => ({ id, vpc: '', zone: '', zoneId: '', locale: 'availability-zone', cidr: '', ipv6Cidrs: [], tags: {} }));
  return { found, assumes: [`no subnets of these ids are in the inputs: ${wanted.join(', ')} ${wanted.length === 1 ? 'is' : 'are'} taken to exist, in zones of their own`] };
}

/** Whether the id may be of a subnet that Terraform has not made yet: those of the inputs have none. */
function mayBe(known: readonly Subnet[], id: string): boolean {
  return !known.some((subnet) => subnet.id === id) && known.some((subnet) => unmade(subnet.id));
}

function unmade(id: string): boolean {
  return id.startsWith('${');
}

function named(known: readonly Subnet[], id: string): Subnet | { readonly refused: Refused } {
  return known.find((subnet) => subnet.id === id) ?? refused(`there is no subnet ${id}`, `api error InvalidSubnetID.NotFound: The subnet ID '${id}' does not exist`);
}

/** Asked for twice, a name stands for the next subnet of that name, by id. */
function byName(facts: ControllerFacts, known: readonly Subnet[], name: string, used: Map<string, number>): Subnet | { readonly refused: Refused } {
  const bearers = ofVpc(facts, known).filter(({ tags }) => tags['Name'] === name).toSorted((a, b) => compareTexts(a.id, b.id));
  if (bearers.length === 0) return refused(`no subnet of the VPC has the Name tag "${name}"`, `couldn't find all subnets, missing names: ${goList([name])}`);
  const index = used.get(name) ?? 0;
  used.set(name, index + 1);
  const count = bearers.length;
  return bearers[index] ?? refused(`the name "${name}" stands ${index + 1} times, and ${count} subnet${count === 1 ? ' has' : 's have'} it`, `subnet with Name tag "${name}" requested ${index + 1} times but only ${count} subnet(s) found with that name`);
}

/** The cluster's VPC: the flag's, or the only one there is. */
function vpcOf({ flags }: ControllerFacts, known: readonly Subnet[]): string | undefined {
  const vpcs = new Set(known.map(({ vpc }) => vpc));
  const only = vpcs.size === 1 ? [...vpcs][0] : undefined;
  // A VPC that Terraform has not made yet has another name than the id that the flag says.
  return only !== undefined && unmade(only) ? only : (flags.awsVpcId ?? only);
}

function ofVpc(facts: ControllerFacts, known: readonly Subnet[]): readonly Subnet[] {
  const vpc = vpcOf(facts, known);
  return vpc === undefined ? known : known.filter((subnet) => subnet.vpc === vpc);
}

/** Candidates that nobody named: one a zone of those that are fit. */
function chosen(facts: ControllerFacts, candidates: readonly Subnet[], wish: SubnetWish, which: string, all: readonly Subnet[] = candidates): Found<Subnet> {
  const { eligible, ofOtherClusters, full, withoutIpv6 } = sortedByEligibility(facts, candidates, wish);
  const assumes = assumptions(facts, candidates);
  const subnets = onePerZone(facts, eligible);
  if (subnets.length > 0) {
    const wrong = misfit(facts, subnets, wish, `${countOf(subnets.length, 'subnet')} can be used${reasons(facts, all, candidates, wish, which)}`);
    return wrong ?? { found: subnets, assumes };
  }
  const ipv6 = withoutIpv6.length > 0 ? `, ${full.length} have insufficient available IP addresses, and ${withoutIpv6.length} don't have an associated IPv6 CIDR block, which is required for dualstack load balancers` : `, and ${full.length} have insufficient available IP addresses`;
  const says = `unable to resolve at least one subnet. Evaluated ${candidates.length} subnets: ${ofOtherClusters.length} are tagged for other clusters${ipv6}`;
  return refused(`no subnet can be used for this ${wish.scheme} load balancer${reasons(facts, all, candidates, wish, which)}`, says);
}

/** `: subnet-1 (us-west-2a) is tagged for cluster other only; subnet-2 (us-west-2b) has 2 free addresses...` */
function reasons(facts: ControllerFacts, all: readonly Subnet[], candidates: readonly Subnet[], wish: SubnetWish, which: string): string {
  if (all.length === 0) return ': the inputs hold no subnet of its VPC';
  const told = all.flatMap((subnet) => {
    const reason = candidates.includes(subnet) ? reasonAgainst(facts, subnet, wish) : `is none of those that ${which}`;
    return reason === undefined ? [] : [`${subnet.id} (${subnet.zone}) ${reason}`];
  });
  return told.length === 0 ? '' : `: ${told.join('; ')}`;
}

/** Subnets that somebody named are all taken, if they fit each other. */
function specified(facts: ControllerFacts, subnets: readonly Subnet[], wish: SubnetWish): Found<Subnet> {
  if (subnets.length === 0) return refused('no subnet is named', 'unable to resolve at least one subnet');
  for (const zone of new Set(subnets.map((subnet) => subnet.zone))) {
    const ids = subnets.filter((subnet) => subnet.zone === zone).map(({ id }) => id);
    if (ids.length > 1) return refused(`${ids.join(' and ')} are in one availability zone, ${zone}; a load balancer takes one subnet a zone`, `multiple subnets in same Availability Zone ${zone}: ${goList(ids)}`);
  }
  const wrong = misfit(facts, subnets, wish, `${countOf(subnets.length, 'subnet')} ${subnets.length === 1 ? 'is' : 'are'} named`);
  if (wrong !== undefined) return wrong;
  const without = needsIpv6(wish) ? subnets.filter(({ ipv6Cidrs }) => ipv6Cidrs.length === 0).map(({ id }) => id) : [];
  if (without.length > 0) return refused(`${without.join(', ')} ${without.length === 1 ? 'has' : 'have'} no IPv6 block, which a dualstack load balancer needs`, `subnets ${goList(without)} do not have an associated IPv6 CIDR block, which is required for dualstack load balancers`);
  return { found: subnets, assumes: [] };
}

/** One kind of zone, and enough subnets of it. */
function misfit(facts: ControllerFacts, subnets: readonly Subnet[], wish: SubnetWish, what: string): { readonly refused: Refused } | undefined {
  const locales = [...new Set(subnets.map(({ locale }) => locale))].sort(compareTexts);
  if (locales.length > 1) return refused(`the subnets are in zones of different kinds: ${subnets.map(({ id, locale }) => `${id} in ${locale}`).join(', ')}`, `subnets in multiple locales: ${goList(locales)}`);
  const minimum = fewest(facts, subnets[0]!.locale, wish);
  if (subnets.length >= minimum) return undefined;
  return refused(`an application load balancer needs subnets in ${minimum} availability zones; ${what}`, `subnets count less than minimal required count: ${subnets.length} < ${minimum}`);
}

function assumptions({ flags }: ControllerFacts, candidates: readonly Subnet[]): readonly string[] {
  const clusters = candidates.some(({ tags }) => Object.keys(tags).some((key) => key.startsWith('kubernetes.io/cluster/')));
  return [
    ...(flags.clusterName === undefined && clusters ? ['the cluster\'s name is not known: subnets that are tagged for a cluster are taken to be tagged for this one'] : []),
    ...(candidates.some(({ freeAddresses }) => freeAddresses === undefined) ? ['how many addresses are free in a subnet is not in the inputs: enough are taken to be'] : []),
  ];
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
