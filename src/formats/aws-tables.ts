import { isObject, type Json, type JsonObject, type Path } from '../resource/resource.ts';

/** One attribute of the provider, and the member of AWS' answer that says it. */
export interface Attribute {
  readonly to: string;
  readonly from: Path;
  /** What the member is as an attribute; without it, as it stands. */
  readonly as?: (value: Json, described: JsonObject) => Json | undefined;
  /** Of the attribute's own members, where AWS has them under other names. */
  readonly inner?: Readonly<Record<string, Path>>;
}

/** What `aws ... describe-*` lists under one key, as resources of Terraform's AWS provider. */
export interface Described {
  /** The command that answers so. */
  readonly command: string;
  readonly type: string;
  /** The member that names it in the inputs. */
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

const tags = (from = 'Tags'): Attribute => ({ to: 'tags', from: [from], as: tagsIn });

/** Attributes that carry AWS' value as it is. */
function same(pairs: Readonly<Record<string, string>>): readonly Attribute[] {
  return Object.entries(pairs).map(([to, from]) => ({ to, from: from.split('.') }));
}

const associated = (value: Json, block: string, state: string): readonly string[] => members(value).filter((each) => !isObject(each[state]) || (each[state] as JsonObject)['State'] === 'associated').flatMap((each) => (typeof each[block] === 'string' ? [each[block] as string] : []));
/** A block of IPv6 is one's own only once AWS says that it is associated. */
const sixes = (value: Json): readonly string[] => members(value).filter((each) => isObject(each['Ipv6CidrBlockState']) && each['Ipv6CidrBlockState']['State'] === 'associated').flatMap((each) => (typeof each['Ipv6CidrBlock'] === 'string' ? [each['Ipv6CidrBlock']] : []));
const ipv6: readonly Attribute[] = [
  { to: 'ipv6_cidr_block', from: ['Ipv6CidrBlockAssociationSet'], as: (value) => sixes(value)[0] },
  { to: 'secondary_ipv6_cidr_blocks', from: ['Ipv6CidrBlockAssociationSet'], as: (value) => (sixes(value).length > 1 ? sixes(value).slice(1) : undefined) },
];
const named = (value: Json, member: string): Json => members(value).flatMap((each) => (typeof each[member] === 'string' ? [each[member]] : []));
const each = (to: string, list: string, member: string): Attribute => ({ to, from: [list], as: (value) => named(value, member) });

/** Ports and sources of a permission as a block of the provider; AWS leaves ports out where all are meant. */
function permissions(to: string, from: string): Attribute {
  return {
    to,
    from: [from],
    as: (value, group) =>
      members(value).map((permission) => {
        const pairs = members(permission['UserIdGroupPairs'] ?? []).flatMap(({ GroupId: id }) => (typeof id === 'string' ? [id] : []));
        const others = pairs.filter((id) => id !== group['GroupId']);
        return {
          protocol: permission['IpProtocol'] ?? '-1',
          from_port: permission['FromPort'] ?? 0,
          to_port: permission['ToPort'] ?? 0,
          cidr_blocks: named(permission['IpRanges'] ?? [], 'CidrIp'),
          ipv6_cidr_blocks: named(permission['Ipv6Ranges'] ?? [], 'CidrIpv6'),
          prefix_list_ids: named(permission['PrefixListIds'] ?? [], 'PrefixListId'),
          security_groups: others,
          self: others.length < pairs.length,
        };
      }),
    inner: { protocol: ['IpProtocol'], from_port: ['FromPort'], to_port: ['ToPort'], cidr_blocks: ['IpRanges'], ipv6_cidr_blocks: ['Ipv6Ranges'], prefix_list_ids: ['PrefixListIds'], security_groups: ['UserIdGroupPairs'], self: ['UserIdGroupPairs'] },
  };
}

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
};

const checkMembers: Readonly<Record<string, string>> = {
  enabled: 'HealthCheckEnabled',
  protocol: 'HealthCheckProtocol',
  port: 'HealthCheckPort',
  path: 'HealthCheckPath',
  interval: 'HealthCheckIntervalSeconds',
  timeout: 'HealthCheckTimeoutSeconds',
  healthy_threshold: 'HealthyThresholdCount',
  unhealthy_threshold: 'UnhealthyThresholdCount',
};

/** An object's members under other names; those that are not there are left out. */
function renamed(names: Readonly<Record<string, string>>, from: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(names).flatMap(([to, name]) => (from[name] === undefined || from[name] === null ? [] : [[to, from[name]]])));
}

const paths = (names: Readonly<Record<string, string>>): Readonly<Record<string, Path>> => Object.fromEntries(Object.entries(names).map(([to, from]) => [to, [from]]));

const certificate = same({ id: 'CertificateArn', arn: 'CertificateArn', domain_name: 'DomainName', status: 'Status', type: 'Type', key_algorithm: 'KeyAlgorithm', not_after: 'NotAfter', certificate_authority_arn: 'CertificateAuthorityArn' });

/** By the key under which AWS lists them. Attributes that the provider does not have keep the provider's style of name. */
export const described: Readonly<Record<string, Described>> = {
  Vpcs: {
    command: 'ec2 describe-vpcs',
    type: 'aws_vpc',
    name: 'VpcId',
    attributes: [...same({ id: 'VpcId', cidr_block: 'CidrBlock', owner_id: 'OwnerId', instance_tenancy: 'InstanceTenancy' }), ...ipv6, { to: 'secondary_cidr_blocks', from: ['CidrBlockAssociationSet'], as: (value, vpc) => associated(value, 'CidrBlock', 'CidrBlockState').filter((block) => block !== vpc['CidrBlock']) }, tags()],
  },
  Subnets: {
    command: 'ec2 describe-subnets',
    type: 'aws_subnet',
    name: 'SubnetId',
    attributes: [
      ...same({ id: 'SubnetId', arn: 'SubnetArn', vpc_id: 'VpcId', owner_id: 'OwnerId', availability_zone: 'AvailabilityZone', availability_zone_id: 'AvailabilityZoneId', cidr_block: 'CidrBlock', available_ip_address_count: 'AvailableIpAddressCount', map_public_ip_on_launch: 'MapPublicIpOnLaunch', outpost_arn: 'OutpostArn' }),
      ...ipv6,
      tags(),
    ],
  },
  RouteTables: {
    command: 'ec2 describe-route-tables',
    type: 'aws_route_table',
    name: 'RouteTableId',
    attributes: [
      ...same({ id: 'RouteTableId', vpc_id: 'VpcId', owner_id: 'OwnerId' }),
      { to: 'route', from: ['Routes'], as: (value) => members(value).map((route) => renamed(routeMembers, route)), inner: paths(routeMembers) },
      { to: 'main', from: ['Associations'], as: (value) => members(value).some(({ Main: main }) => main === true) },
      each('subnet_ids', 'Associations', 'SubnetId'),
      tags(),
    ],
  },
  SecurityGroups: {
    command: 'ec2 describe-security-groups',
    type: 'aws_security_group',
    name: 'GroupId',
    attributes: [...same({ id: 'GroupId', arn: 'SecurityGroupArn', name: 'GroupName', description: 'Description', vpc_id: 'VpcId', owner_id: 'OwnerId' }), permissions('ingress', 'IpPermissions'), permissions('egress', 'IpPermissionsEgress'), tags()],
  },
  NetworkInterfaces: {
    command: 'ec2 describe-network-interfaces',
    type: 'aws_network_interface',
    name: 'NetworkInterfaceId',
    attributes: [
      ...same({ id: 'NetworkInterfaceId', subnet_id: 'SubnetId', vpc_id: 'VpcId', availability_zone: 'AvailabilityZone', description: 'Description', interface_type: 'InterfaceType', private_ip: 'PrivateIpAddress', owner_id: 'OwnerId' }),
      each('private_ips', 'PrivateIpAddresses', 'PrivateIpAddress'),
      each('ipv6_addresses', 'Ipv6Addresses', 'Ipv6Address'),
      each('ipv4_prefixes', 'Ipv4Prefixes', 'Ipv4Prefix'),
      each('ipv6_prefixes', 'Ipv6Prefixes', 'Ipv6Prefix'),
      each('security_groups', 'Groups', 'GroupId'),
      { to: 'attachment', from: ['Attachment'], as: (value) => (isObject(value) ? [renamed({ instance: 'InstanceId', device_index: 'DeviceIndex' }, value)] : undefined) },
      tags('TagSet'),
    ],
  },
  LoadBalancers: {
    command: 'elbv2 describe-load-balancers',
    type: 'aws_lb',
    name: 'LoadBalancerName',
    attributes: [
      ...same({ id: 'LoadBalancerArn', arn: 'LoadBalancerArn', name: 'LoadBalancerName', dns_name: 'DNSName', zone_id: 'CanonicalHostedZoneId', load_balancer_type: 'Type', vpc_id: 'VpcId', ip_address_type: 'IpAddressType', security_groups: 'SecurityGroups', customer_owned_ipv4_pool: 'CustomerOwnedIpv4Pool', state: 'State.Code' }),
      { to: 'internal', from: ['Scheme'], as: (value) => value === 'internal' },
      each('subnets', 'AvailabilityZones', 'SubnetId'),
      tags(),
    ],
  },
  TargetGroups: {
    command: 'elbv2 describe-target-groups',
    type: 'aws_lb_target_group',
    name: 'TargetGroupName',
    attributes: [
      ...same({ id: 'TargetGroupArn', arn: 'TargetGroupArn', name: 'TargetGroupName', protocol: 'Protocol', protocol_version: 'ProtocolVersion', port: 'Port', vpc_id: 'VpcId', target_type: 'TargetType', ip_address_type: 'IpAddressType', load_balancer_arns: 'LoadBalancerArns', target_control_port: 'TargetControlPort' }),
      {
        to: 'health_check',
        from: [],
        as: (_, group) => {
          const { HttpCode: http, GrpcCode: grpc } = isObject(group['Matcher']) ? group['Matcher'] : ({} as JsonObject);
          const matcher = http ?? grpc;
          return [{ ...renamed(checkMembers, group), ...(matcher === undefined ? {} : { matcher }) }];
        },
        inner: { ...paths(checkMembers), matcher: ['Matcher'] },
      },
      tags(),
    ],
  },
  Certificate: { command: 'acm describe-certificate', type: 'aws_acm_certificate', name: 'CertificateArn', attributes: [...certificate, ...same({ subject_alternative_names: 'SubjectAlternativeNames' })] },
  CertificateSummaryList: { command: 'acm list-certificates', type: 'aws_acm_certificate', name: 'CertificateArn', attributes: [...certificate, ...same({ subject_alternative_names: 'SubjectAlternativeNameSummaries' })] },
  WebACLs: { command: 'wafv2 list-web-acls', type: 'aws_wafv2_web_acl', name: 'Name', attributes: same({ id: 'Id', arn: 'ARN', name: 'Name', description: 'Description' }) },
};

/** A list of `{ Key, Value }` as a map; a tag without value has the empty text. */
export function tagsIn(value: Json): JsonObject {
  return Object.fromEntries(members(value).flatMap(({ Key: key, Value: found }) => (typeof key === 'string' ? [[key, typeof found === 'string' ? found : '']] : [])));
}

/** The objects of a list. */
export function members(value: Json): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}
