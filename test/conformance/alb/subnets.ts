import { inBlocks } from '../../../src/dialects/aws/addresses.ts';
import { blockOf } from '../../../src/ir/address.ts';
import { fewest, needsIpv6, onePerZone, sortedByEligibility } from '../../../src/controllers/load-balancer-controller/network/eligibility.ts';
import type { Found } from '../../../src/controllers/load-balancer-controller/network/found.ts';
import { subnetsByDiscovery, subnetsByNameOrId, subnetsBySelector, type SubnetWish } from '../../../src/controllers/load-balancer-controller/network/subnets.ts';
import type { ControllerFacts, RouteTable, Subnet, Tags } from '../../../src/controllers/load-balancer-controller/facts.ts';
import type { Data } from '../suite.ts';
import { cidrsOf, factsWith, part, parts, string, strings, tagsOf } from './answers.ts';
import type { Area, Asked } from './areas.ts';

/** Upstream's tests of how subnets are found: its mocked answers of AWS become facts. */
export const subnets: Area = {
  ResolveViaDiscovery: { answer: (asked) => told(subnetsByDiscovery(factsOf(asked), wishOf(asked))), expected: byId },
  ResolveViaSelector: { answer: (asked) => told(subnetsBySelector(factsOf(asked), part(args(asked)['selector']) as { ids?: readonly string[]; tags?: Readonly<Record<string, readonly string[]>> }, wishOf(asked))), expected: byId },
  ResolveViaNameOrIDSlice: { answer: (asked) => told(subnetsByNameOrId(factsOf(asked), strings(args(asked)['nameOrIDs']), wishOf(asked))), expected: byId },
  chooseSubnetsPerAZ: { answer: ({ input }) => ({ want: onePerZone(factsWith('cluster-dummy'), parts(input['subnets']).map((each) => subnetOf(each))).map(({ id }) => id) }), expected: byId },
  computeSubnetsMinimalCount: {
    answer: ({ input }) => {
      const { subnetLocale, resolveOpts } = part(input['args']);
      const facts = { ...factsWith('cluster-dummy'), gates: { ALBSingleSubnet: part(input['fields'])['albSingleSubnetEnabled'] === true } };
      return { want: fewest(facts, subnetLocale as Subnet['locale'], { type: part(resolveOpts)['lbType'] as SubnetWish['type'], scheme: 'internal' }) };
    },
  },
  isIPv6CIDRRequired: { answer: ({ input }) => ({ want: needsIpv6({ type: 'application', scheme: 'internal', addressType: string(input['ipAddressType']) }) }) },
  isSubnetContainsIPv6CIDR: { answer: ({ input }) => ({ want: cidrsOf('subnet', input['subnet']).length > 0 }) },
  GetSubnetAssociatedIPv6CIDRs: { answer: ({ input }) => ({ want: none(cidrsOf('subnet', part(input['args'])['subnet'])), wantErr: null }) },
  VPCInfo_AssociatedIPv6CIDRs: { answer: ({ input }) => ({ want: none(cidrsOf('vpc', input['vpc'])) }) },
  categorizeSubnetsByEligibility_IPv6CIDR: {
    answer: ({ input, env }) => {
      const sorted = sortedByEligibility(factsWith(string(env['clusterName'])), parts(input['subnets']).map((each) => subnetOf(each)), { type: 'application', scheme: 'internal', addressType: string(input['ipAddressType']) });
      return { wantEligible: sorted.eligible.map(({ id }) => id), wantMissingIPv6CIDR: sorted.withoutIpv6.map(({ id }) => id) };
    },
  },
  validateSubnetsIPv6CIDR: {
    answer: ({ input, env }) => {
      const known = parts(input['subnets']).map((each) => subnetOf(each));
      // An NLB, which asks for no second subnet.
      const { wantErr } = told(subnetsByNameOrId({ ...factsWith(string(env['clusterName'])), aws: { subnets: known } }, known.map(({ id }) => id), { type: 'network', scheme: 'internal', addressType: string(input['ipAddressType']) }));
      return { wantErr: withoutStep(wantErr) ?? '' };
    },
  },
  ParseCIDRs: {
    answer: ({ input }) => {
      const cidrs = strings(part(input['args'])['cidrs']);
      const unread = cidrs.find((cidr) => blockOf(cidr) === undefined);
      return unread === undefined ? { want: none(cidrs), wantErr: null } : { want: null, wantErr: `${unread} is no block` };
    },
  },
  IsIPWithinCIDRs: { answer: ({ input }) => ({ want: inBlocks(string(part(input['args'])['ip']), strings(part(input['args'])['cidrs'])) }) },
  FilterIPsWithinCIDRs: { answer: ({ input }) => ({ want: strings(part(input['args'])['ips']).filter((address) => inBlocks(address, strings(part(input['args'])['cidrs']))) }) },
};

function args({ input }: Asked): { readonly [key: string]: Data } {
  return part(input['args']);
}

function none(texts: readonly string[]): Data {
  return texts.length === 0 ? null : texts;
}

function told(found: Found<Subnet>): { readonly want: Data; readonly wantErr: string | null } {
  if ('found' in found) return { want: found.found.map(({ id }) => id), wantErr: null };
  return { want: null, wantErr: 'refused' in found ? found.refused.says : `unknown: ${found.unknown}` };
}

/** The error of a single step, for a test that calls that step alone. */
function withoutStep(says: string | null): string | null {
  return says === null ? null : says.replace(/^failed to list subnets by [A-Za-z ]+: /, '');
}

/** Subnets are told by their ids. */
function byId(expected: Data): Data {
  const { want } = part(expected);
  return { ...part(expected), want: Array.isArray(want) ? parts(want).map((each) => string(each['SubnetId'])) : (want ?? null) };
}

function wishOf(asked: Asked): SubnetWish {
  const options = Object.fromEntries(parts(args(asked)['opts']).map(({ option, args: given }) => [string(option), strings(given)[0]]));
  return { type: (options['WithSubnetsResolveLBType'] ?? 'application') as SubnetWish['type'], scheme: (options['WithSubnetsResolveLBScheme'] ?? 'internet-facing') as SubnetWish['scheme'], ...(options['WithSubnetsResolveLBIPAddressType'] === undefined ? {} : { addressType: options['WithSubnetsResolveLBIPAddressType'] }) };
}

/** What AWS answers in the test is what there is; a subnet that it gives for a tag filter carries such a tag. */
function factsOf({ input }: Asked): ControllerFacts {
  const fields = part(input['fields']);
  const zoneTypes = Object.fromEntries(parts(fields['fetchAZInfosCalls']).flatMap((call) => Object.entries(part(call['azInfoByAZID'])).map(([id, zone]) => [id, string(part(zone)['ZoneType'])])));
  const found = new Map<string, Subnet>();
  for (const call of parts(fields['describeSubnetsAsListCalls'])) {
    const filters = parts(part(call['input'])['Filters']).flatMap(({ Name, Values }) => (string(Name).startsWith('tag:') ? [[string(Name).slice(4), strings(Values).at(-1) ?? '']] : []));
    for (const each of parts(call['output'])) found.set(string(each['SubnetId']), subnetOf(each, Object.fromEntries(filters) as Tags, zoneTypes));
  }
  const facts = factsWith('cluster-dummy');
  return {
    ...facts,
    flags: { ...facts.flags, awsVpcId: 'vpc-dummy' },
    gates: { SubnetsClusterTagCheck: fields['clusterTagCheckEnabled'] === true, ALBSingleSubnet: fields['albSingleSubnetEnabled'] === true, SubnetDiscoveryByReachability: fields['discoveryByReachabilityEnabled'] === true },
    aws: { subnets: [...found.values()], routeTables: parts(fields['describeRouteTablesAsListCalls']).flatMap((call) => parts(call['output']).map(tableOf)) },
  };
}

function subnetOf(each: { readonly [key: string]: Data }, filtered: Tags = {}, zoneTypes: Readonly<Record<string, string>> = {}): Subnet {
  const zoneId = string(each['AvailabilityZoneId']);
  return {
    id: string(each['SubnetId']),
    vpc: string(each['VpcId']),
    zone: string(each['AvailabilityZone']),
    zoneId,
    locale: string(each['OutpostArn']) !== '' ? 'outpost' : ((zoneTypes[zoneId] ?? 'availability-zone') as Subnet['locale']),
    cidr: '',
    ipv6Cidrs: cidrsOf('subnet', each),
    freeAddresses: Number(each['AvailableIpAddressCount'] ?? 0),
    tags: { ...filtered, ...tagsOf(each['Tags']) },
  };
}

function tableOf(each: { readonly [key: string]: Data }): RouteTable {
  const associations = parts(each['Associations']);
  return {
    id: string(each['RouteTableId']),
    vpc: 'vpc-dummy',
    main: associations.some(({ Main }) => Main === true),
    subnets: associations.flatMap(({ SubnetId }) => (typeof SubnetId === 'string' ? [SubnetId] : [])),
    toInternetGateway: parts(each['Routes']).some(({ GatewayId }) => string(GatewayId).startsWith('igw')),
  };
}
