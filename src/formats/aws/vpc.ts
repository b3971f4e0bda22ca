import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import { block, each, made, members, named, owner, paths, renamed, same, tags, textOf, type Answer, type Attribute } from './described.ts';

/** Blocks that AWS says are associated; of IPv6 one is one's own only once it says so. */
function associated(value: Json, member: string, state: string, unsaid: boolean): readonly string[] {
  return members(value).filter((one) => (isObject(one[state]) ? one[state]['State'] === 'associated' : unsaid)).flatMap((one) => textOf(one[member]) ?? []);
}

const sixes = (value: Json): readonly string[] => associated(value, 'Ipv6CidrBlock', 'Ipv6CidrBlockState', false);
const ipv6: readonly Attribute[] = [
  { to: 'ipv6_cidr_block', from: ['Ipv6CidrBlockAssociationSet'], as: (value) => sixes(value)[0] },
  { to: 'secondary_ipv6_cidr_blocks', from: ['Ipv6CidrBlockAssociationSet'], as: (value) => (sixes(value).length > 1 ? sixes(value).slice(1) : undefined) },
];

const routeMembers: Readonly<Record<string, string>> = {
  cidr_block: 'DestinationCidrBlock',
  ipv6_cidr_block: 'DestinationIpv6CidrBlock',
  destination_prefix_list_id: 'DestinationPrefixListId',
  gateway_id: 'GatewayId',
  nat_gateway_id: 'NatGatewayId',
  transit_gateway_id: 'TransitGatewayId',
  vpc_peering_connection_id: 'VpcPeeringConnectionId',
  network_interface_id: 'NetworkInterfaceId',
  egress_only_gateway_id: 'EgressOnlyInternetGatewayId',
  carrier_gateway_id: 'CarrierGatewayId',
  local_gateway_id: 'LocalGatewayId',
  core_network_arn: 'CoreNetworkArn',
  state: 'State',
  origin: 'Origin',
};

/** AWS has the id of an endpoint where it has those of gateways (EC2 API reference, Route); the provider has an argument of its own for those of Gateway Load Balancers. */
function routeOf(route: JsonObject): JsonObject {
  const { gateway_id: gateway, ...rest } = renamed(routeMembers, route);
  if (gateway === undefined) return rest;
  return textOf(gateway)?.startsWith('vpce-') === true ? { ...rest, vpc_endpoint_id: gateway } : { ...rest, gateway_id: gateway };
}

/** An association that is on its way out, or failed, is none. */
const holding = (value: Json): readonly JsonObject[] => members(value).filter(({ AssociationState: state }) => !isObject(state) || state['State'] === undefined || state['State'] === 'associated' || state['State'] === 'associating');

const entryMembers: Readonly<Record<string, string>> = { rule_no: 'RuleNumber', action: 'RuleAction', protocol: 'Protocol', cidr_block: 'CidrBlock', ipv6_cidr_block: 'Ipv6CidrBlock' };

function entryOf(entry: JsonObject): JsonObject {
  const ports = isObject(entry['PortRange']) ? renamed({ from_port: 'From', to_port: 'To' }, entry['PortRange']) : {};
  const icmp = isObject(entry['IcmpTypeCode']) ? renamed({ icmp_type: 'Type', icmp_code: 'Code' }, entry['IcmpTypeCode']) : {};
  // Of which direction it is is not known then: it stands in both, and whoever reads it sees why.
  const unsure = isUnsure(entry) ? { egress: entry['Egress']! } : {};
  return { ...renamed(entryMembers, entry), ...ports, ...icmp, ...unsure };
}

function isUnsure({ Egress: egress }: JsonObject): boolean {
  return egress !== undefined && egress !== null && typeof egress !== 'boolean';
}

const entryPaths = { ...paths(entryMembers), from_port: ['PortRange', 'From'], to_port: ['PortRange', 'To'], icmp_type: ['IcmpTypeCode', 'Type'], icmp_code: ['IcmpTypeCode', 'Code'] };

/** Entries of one direction; AWS lists both in one list, so that a place is found by counting. */
function entries(to: 'ingress' | 'egress'): Attribute {
  const mine = (value: Json): readonly (readonly [JsonObject, number])[] => (Array.isArray(value) ? (value as readonly Json[]) : []).flatMap((entry, index) => (isObject(entry) && (isUnsure(entry) || (entry['Egress'] === true) === (to === 'egress')) ? [[entry, index] as const] : []));
  return {
    to,
    from: ['Entries'],
    as: (value) => mine(value).map(([entry]) => entryOf(entry)),
    place: (value, [index, field, ...rest]) => {
      const listed = typeof index === 'number' ? mine(value)[index]?.[1] : undefined;
      return listed === undefined ? [] : [listed, ...(typeof field === 'string' ? (entryPaths[field as keyof typeof entryPaths] ?? []) : []), ...rest];
    },
  };
}

const attachedVpc = (list: string): Attribute => ({ to: 'vpc_id', from: [list], as: (value) => members(value).filter(({ State: state }) => state !== 'detached' && state !== 'detaching').flatMap(({ VpcId: id }) => textOf(id) ?? [])[0] });

/** NAT gateways have one address of their own; a regional one has several and no subnet. */
const natAddress = (to: string, from: string): Attribute => ({ to, from: ['NatGatewayAddresses'], as: (value) => (members(value).find(({ IsPrimary: primary }) => primary === true) ?? members(value)[0])?.[from] });

const side = (info: string, to: string, from: string): Attribute => ({ to, from: [info, from] });
const blocksOf = (info: string, to: string): Attribute => made(to, (peering) => {
  const said = isObject(peering[info]) ? peering[info] : {};
  const sets = [...named(said['CidrBlockSet'], 'CidrBlock'), ...named(said['Ipv6CidrBlockSet'], 'Ipv6CidrBlock')];
  const known = sets.length > 0 ? sets : textOf(said['CidrBlock']) === undefined ? [] : [said['CidrBlock']!];
  return known.length === 0 ? undefined : known;
}, [info]);
const peeringOptions = { allow_remote_vpc_dns_resolution: 'AllowDnsResolutionFromRemoteVpc' };

/** Networks, what stands in them and what leads out of them. */
export const vpcAnswers: Readonly<Record<string, Answer>> = {
  Vpcs: {
    command: 'ec2 describe-vpcs',
    name: ['VpcId'],
    rows: [
      {
        type: 'aws_vpc',
        attributes: [...same({ id: 'VpcId', cidr_block: 'CidrBlock', owner_id: 'OwnerId', instance_tenancy: 'InstanceTenancy' }), ...ipv6, { to: 'secondary_cidr_blocks', from: ['CidrBlockAssociationSet'], as: (value, vpc) => associated(value, 'CidrBlock', 'CidrBlockState', true).filter((one) => one !== vpc['CidrBlock']) }, tags()],
      },
    ],
  },
  Subnets: {
    command: 'ec2 describe-subnets',
    name: ['SubnetId'],
    rows: [
      {
        type: 'aws_subnet',
        attributes: [
          ...same({ id: 'SubnetId', arn: 'SubnetArn', vpc_id: 'VpcId', owner_id: 'OwnerId', availability_zone: 'AvailabilityZone', availability_zone_id: 'AvailabilityZoneId', cidr_block: 'CidrBlock', available_ip_address_count: 'AvailableIpAddressCount', map_public_ip_on_launch: 'MapPublicIpOnLaunch', outpost_arn: 'OutpostArn' }),
          ...ipv6,
          tags(),
        ],
      },
    ],
  },
  RouteTables: {
    command: 'ec2 describe-route-tables',
    name: ['RouteTableId'],
    rows: [
      {
        type: 'aws_route_table',
        attributes: [
          ...same({ id: 'RouteTableId', vpc_id: 'VpcId', owner_id: 'OwnerId' }),
          { to: 'route', from: ['Routes'], as: (value) => members(value).map(routeOf), inner: { ...paths(routeMembers), vpc_endpoint_id: ['GatewayId'] } },
          { to: 'main', from: ['Associations'], as: (value) => holding(value).some(({ Main: main }) => main === true) },
          { to: 'subnet_ids', from: ['Associations'], as: (value) => named(holding(value), 'SubnetId') },
          { to: 'gateway_ids', from: ['Associations'], as: (value) => (named(holding(value), 'GatewayId').length === 0 ? undefined : named(holding(value), 'GatewayId')) },
          { to: 'propagating_vgws', from: ['PropagatingVgws'], as: (value) => (named(value, 'GatewayId').length === 0 ? undefined : named(value, 'GatewayId')) },
          tags(),
        ],
      },
    ],
  },
  NetworkAcls: {
    command: 'ec2 describe-network-acls',
    name: ['NetworkAclId'],
    rows: [{ type: 'aws_network_acl', attributes: [...same({ id: 'NetworkAclId', vpc_id: 'VpcId', owner_id: 'OwnerId', is_default: 'IsDefault' }), each('subnet_ids', 'Associations', 'SubnetId'), entries('ingress'), entries('egress'), tags()] }],
  },
  InternetGateways: { command: 'ec2 describe-internet-gateways', name: ['InternetGatewayId'], rows: [{ type: 'aws_internet_gateway', attributes: [...same({ id: 'InternetGatewayId', owner_id: 'OwnerId' }), attachedVpc('Attachments'), tags()] }] },
  EgressOnlyInternetGateways: { command: 'ec2 describe-egress-only-internet-gateways', name: ['EgressOnlyInternetGatewayId'], rows: [{ type: 'aws_egress_only_internet_gateway', attributes: [...same({ id: 'EgressOnlyInternetGatewayId' }), attachedVpc('Attachments'), tags()] }] },
  VpnGateways: { command: 'ec2 describe-vpn-gateways', name: ['VpnGatewayId'], rows: [{ type: 'aws_vpn_gateway', attributes: [...same({ id: 'VpnGatewayId', state: 'State' }), attachedVpc('VpcAttachments'), tags()] }] },
  NatGateways: {
    command: 'ec2 describe-nat-gateways',
    name: ['NatGatewayId'],
    rows: [
      {
        type: 'aws_nat_gateway',
        // Without a word it is public (EC2 API reference, NatGateway: ConnectivityType, and CreateNatGateway: its default).
        attributes: [...same({ id: 'NatGatewayId', subnet_id: 'SubnetId', vpc_id: 'VpcId', state: 'State' }), made('connectivity_type', (nat) => textOf(nat['ConnectivityType']) ?? 'public', ['ConnectivityType']), natAddress('private_ip', 'PrivateIp'), natAddress('public_ip', 'PublicIp'), natAddress('network_interface_id', 'NetworkInterfaceId'), natAddress('allocation_id', 'AllocationId'), tags()],
      },
    ],
  },
  Addresses: {
    command: 'ec2 describe-addresses',
    name: ['PublicIp'],
    rows: [{ type: 'aws_eip', called: (address) => textOf(address['AllocationId']) ?? String(address['PublicIp']), attributes: [...same({ id: 'AllocationId', allocation_id: 'AllocationId', public_ip: 'PublicIp', private_ip: 'PrivateIpAddress', network_interface: 'NetworkInterfaceId', instance: 'InstanceId', association_id: 'AssociationId' }), tags()] }],
  },
  VpcPeeringConnections: {
    command: 'ec2 describe-vpc-peering-connections',
    name: ['VpcPeeringConnectionId'],
    rows: [
      {
        type: 'aws_vpc_peering_connection',
        attributes: [
          ...same({ id: 'VpcPeeringConnectionId', status: 'Status.Code' }),
          side('RequesterVpcInfo', 'vpc_id', 'VpcId'),
          side('RequesterVpcInfo', 'owner_id', 'OwnerId'),
          side('RequesterVpcInfo', 'region', 'Region'),
          side('AccepterVpcInfo', 'peer_vpc_id', 'VpcId'),
          side('AccepterVpcInfo', 'peer_owner_id', 'OwnerId'),
          side('AccepterVpcInfo', 'peer_region', 'Region'),
          blocksOf('RequesterVpcInfo', 'cidr_blocks'),
          blocksOf('AccepterVpcInfo', 'peer_cidr_blocks'),
          block('requester', 'RequesterVpcInfo.PeeringOptions', peeringOptions),
          block('accepter', 'AccepterVpcInfo.PeeringOptions', peeringOptions),
          tags(),
        ],
      },
    ],
  },
  PrefixLists: { command: 'ec2 describe-prefix-lists', name: ['PrefixListId'], rows: [{ type: 'aws_ec2_managed_prefix_list', attributes: [...same({ id: 'PrefixListId', name: 'PrefixListName' }), { to: 'entry', from: ['Cidrs'], as: (value) => (Array.isArray(value) ? (value as readonly Json[]).map((cidr) => ({ cidr })) : undefined), inner: { cidr: [] } }] }] },
  ManagedPrefixLists: { command: 'ec2 describe-managed-prefix-lists', name: ['PrefixListId'], rows: [{ type: 'aws_ec2_managed_prefix_list', attributes: [...same({ id: 'PrefixListId', arn: 'PrefixListArn', name: 'PrefixListName', address_family: 'AddressFamily', max_entries: 'MaxEntries', owner_id: 'OwnerId' }), tags()] }] },
  Entries: {
    command: 'ec2 get-managed-prefix-list-entries',
    name: ['Cidr'],
    whole: true,
    owner: { what: 'prefix list', types: { aws_ec2_managed_prefix_list: /prefix/ }, looks: /(?<![a-z0-9])pl-[0-9a-z]+/, such: 'pl-0123456789abcdef0' },
    rows: [{ type: 'aws_ec2_managed_prefix_list', called: (_, of) => of, aside: true, attributes: [owner('id'), { to: 'entry', from: ['Entries'], as: (value) => members(value).map((one) => renamed({ cidr: 'Cidr', description: 'Description' }, one)), inner: { cidr: ['Cidr'], description: ['Description'] } }] }],
  },
  VpcBlockPublicAccessOptions: {
    command: 'ec2 describe-vpc-block-public-access-options',
    name: ['InternetGatewayBlockMode'],
    rows: [{ type: 'aws_vpc_block_public_access_options', called: (options) => textOf(options['AwsAccountId']) ?? 'options', attributes: same({ internet_gateway_block_mode: 'InternetGatewayBlockMode', aws_account_id: 'AwsAccountId', aws_region: 'AwsRegion', state: 'State' }) }],
  },
};
