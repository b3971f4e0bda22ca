import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import { each, made, members, named, renamed, same, tags, textOf, type Answer, type Attribute } from './described.ts';

const permissionPlaces = { protocol: ['IpProtocol'], from_port: ['FromPort'], to_port: ['ToPort'], cidr_blocks: ['IpRanges'], ipv6_cidr_blocks: ['Ipv6Ranges'], prefix_list_ids: ['PrefixListIds'], security_groups: ['UserIdGroupPairs'], self: ['UserIdGroupPairs'] };

/** Ports and sources of a permission as a block of the provider; AWS leaves ports out where all are meant. */
function permissions(to: string, from: string): Attribute {
  return {
    to,
    from: [from],
    as: (value, group) =>
      members(value).map((permission) => {
        const pairs = named(permission['UserIdGroupPairs'], 'GroupId');
        const others = pairs.filter((id) => id !== group['GroupId']);
        return {
          protocol: permission['IpProtocol'] ?? '-1',
          from_port: permission['FromPort'] ?? 0,
          to_port: permission['ToPort'] ?? 0,
          cidr_blocks: named(permission['IpRanges'], 'CidrIp'),
          ipv6_cidr_blocks: named(permission['Ipv6Ranges'], 'CidrIpv6'),
          prefix_list_ids: named(permission['PrefixListIds'], 'PrefixListId'),
          security_groups: others,
          self: others.length < pairs.length,
        };
      }),
    inner: permissionPlaces,
  };
}

const singleRule = [
  ...same({ id: 'SecurityGroupRuleId', security_group_rule_id: 'SecurityGroupRuleId', security_group_id: 'GroupId', ip_protocol: 'IpProtocol', cidr_ipv4: 'CidrIpv4', cidr_ipv6: 'CidrIpv6', prefix_list_id: 'PrefixListId', referenced_security_group_id: 'ReferencedGroupInfo.GroupId', description: 'Description' }),
  // With every protocol there are no ports, which AWS writes as -1 (EC2 API reference, SecurityGroupRule).
  ...(['from_port', 'to_port'] as const).map((to): Attribute => ({ to, from: [to === 'from_port' ? 'FromPort' : 'ToPort'], as: (value, rule) => (rule['IpProtocol'] === '-1' ? undefined : value) })),
  tags(),
];

/** The public addresses of an interface, by the private ones they stand for. */
function publicAddresses(found: JsonObject): Json | undefined {
  const listed = members(found['PrivateIpAddresses']);
  const all = [...listed, { PrivateIpAddress: found['PrivateIpAddress'] ?? null, Association: found['Association'] ?? null }].flatMap(({ PrivateIpAddress: inside, Association: association }) => {
    const outside = isObject(association) ? textOf(association['PublicIp']) : undefined;
    return outside === undefined || typeof inside !== 'string' ? [] : [{ private_ip: inside, public_ip: outside }];
  });
  const once = all.filter((one, index) => all.findIndex((other) => other.private_ip === one.private_ip && other.public_ip === one.public_ip) === index);
  return once.length === 0 ? undefined : once;
}

const ownAddresses = (found: JsonObject): Json | undefined => {
  const listed = named(found['PrivateIpAddresses'], 'PrivateIpAddress');
  return listed.length > 0 ? listed : textOf(found['PrivateIpAddress']) === undefined ? undefined : [found['PrivateIpAddress']!];
};

const anInterface: readonly Attribute[] = [
  ...same({ id: 'NetworkInterfaceId', subnet_id: 'SubnetId', vpc_id: 'VpcId', availability_zone: 'AvailabilityZone', description: 'Description', interface_type: 'InterfaceType', private_ip: 'PrivateIpAddress', owner_id: 'OwnerId', requester_id: 'RequesterId', status: 'Status', source_dest_check: 'SourceDestCheck' }),
  made('private_ips', ownAddresses, ['PrivateIpAddresses']),
  made('public_ips', publicAddresses, ['PrivateIpAddresses']),
  each('ipv6_addresses', 'Ipv6Addresses', 'Ipv6Address'),
  each('ipv4_prefixes', 'Ipv4Prefixes', 'Ipv4Prefix'),
  each('ipv6_prefixes', 'Ipv6Prefixes', 'Ipv6Prefix'),
  each('security_groups', 'Groups', 'GroupId'),
  { to: 'attachment', from: ['Attachment'], as: (value, _, of) => (isObject(value) ? [{ ...(of === '' ? {} : { instance: of }), ...renamed({ instance: 'InstanceId', device_index: 'DeviceIndex' }, value) }] : undefined) },
  tags('TagSet'),
];

/** What has addresses, and the groups that guard it. */
export const instanceAnswers: Readonly<Record<string, Answer>> = {
  SecurityGroups: {
    command: 'ec2 describe-security-groups',
    name: ['GroupId'],
    rows: [{ type: 'aws_security_group', attributes: [...same({ id: 'GroupId', arn: 'SecurityGroupArn', name: 'GroupName', description: 'Description', vpc_id: 'VpcId', owner_id: 'OwnerId' }), permissions('ingress', 'IpPermissions'), permissions('egress', 'IpPermissionsEgress'), tags()] }],
  },
  SecurityGroupRules: {
    command: 'ec2 describe-security-group-rules',
    name: ['SecurityGroupRuleId'],
    rows: [
      { type: 'aws_vpc_security_group_ingress_rule', when: ({ IsEgress: egress }) => egress !== true, attributes: singleRule },
      { type: 'aws_vpc_security_group_egress_rule', when: ({ IsEgress: egress }) => egress === true, attributes: singleRule },
    ],
  },
  NetworkInterfaces: { command: 'ec2 describe-network-interfaces', name: ['NetworkInterfaceId'], rows: [{ type: 'aws_network_interface', attributes: [...anInterface, made('listed', () => true, [])] }] },
  Reservations: {
    command: 'ec2 describe-instances',
    name: ['Instances'],
    rows: [
      {
        type: 'aws_instance',
        within: ['Instances'],
        called: ({ InstanceId: id }) => String(id),
        attributes: [
          ...same({ id: 'InstanceId', private_ip: 'PrivateIpAddress', public_ip: 'PublicIpAddress', subnet_id: 'SubnetId', vpc_id: 'VpcId', availability_zone: 'Placement.AvailabilityZone', state: 'State.Name', source_dest_check: 'SourceDestCheck', ipv6_address: 'Ipv6Address' }),
          each('vpc_security_group_ids', 'SecurityGroups', 'GroupId'),
          each('network_interface_ids', 'NetworkInterfaces', 'NetworkInterfaceId'),
          tags(),
        ],
      },
      { type: 'aws_network_interface', within: ['Instances', 'NetworkInterfaces'], parent: 'InstanceId', called: ({ NetworkInterfaceId: id }) => String(id), attributes: anInterface, aside: true },
    ],
  },
};
