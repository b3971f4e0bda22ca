import { describe, expect, test } from 'vitest';
import type { Resource } from '../../resource/resource.ts';
import { readTexts, type TextsRead } from '../texts.ts';

const read = (...texts: readonly unknown[]): TextsRead => readTexts(texts.map((value, index) => ({ name: `${index}.json`, text: JSON.stringify(value, undefined, 1), scope: 'account' })));
const one = (type: string, ...texts: readonly unknown[]): Resource => read(...texts).resources.find((resource) => resource.type === type)!;
const lineOf = (resource: Resource, ...path: readonly (string | number)[]): string | undefined => {
  const at = resource.locate(path);
  return at === undefined ? undefined : `${at.file}:${at.line}`;
};

describe('what AWS says of networks', () => {
  test('a network ACL has its entries by direction, each at its own line', () => {
    const acl = one('aws_network_acl', { NetworkAcls: [{ NetworkAclId: 'acl-1', VpcId: 'vpc-1', IsDefault: false, Associations: [{ SubnetId: 'subnet-1' }], Entries: [
      { Egress: true, RuleNumber: 100, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
      { Egress: false, RuleNumber: 90, RuleAction: 'deny', Protocol: '6', CidrBlock: '10.0.0.0/8', PortRange: { From: 22, To: 23 }, IcmpTypeCode: null },
      { Egress: false, RuleNumber: 95, RuleAction: 'allow', Protocol: '1', Ipv6CidrBlock: '::/0', IcmpTypeCode: { Type: 8, Code: -1 } },
    ] }] });
    expect(acl.body).toMatchObject({ subnet_ids: ['subnet-1'], is_default: false, egress: [{ rule_no: 100 }], ingress: [{ rule_no: 90, action: 'deny', protocol: '6', cidr_block: '10.0.0.0/8', from_port: 22, to_port: 23 }, { rule_no: 95, ipv6_cidr_block: '::/0', icmp_type: 8, icmp_code: -1 }] });
    expect([lineOf(acl, 'egress', 0, 'rule_no'), lineOf(acl, 'ingress', 0, 'from_port'), lineOf(acl, 'ingress', 1, 'icmp_type')]).toEqual(['0.json:15', '0.json:27', '0.json:39']);
  });

  test('a route to an endpoint of a Gateway Load Balancer, tables of gateways, and what propagates', () => {
    const table = one('aws_route_table', { RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'vpce-1', Origin: 'CreateRoute', State: 'blackhole' }], Associations: [{ Main: false, GatewayId: 'igw-1', AssociationState: { State: 'associated' } }, { Main: false, SubnetId: 'subnet-1', AssociationState: { State: 'disassociating' } }], PropagatingVgws: [{ GatewayId: 'vgw-1' }] }] });
    expect(table.body).toMatchObject({ route: [{ cidr_block: '0.0.0.0/0', vpc_endpoint_id: 'vpce-1', origin: 'CreateRoute', state: 'blackhole' }], gateway_ids: ['igw-1'], subnet_ids: [], main: false, propagating_vgws: ['vgw-1'] });
    expect(lineOf(table, 'route', 0, 'vpc_endpoint_id')).toBe('0.json:9');
  });

  test('gateways know their VPC while they are attached', () => {
    const { resources } = read({ InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'available' }] }, { InternetGatewayId: 'igw-2', Attachments: [] }], VpnGateways: [{ VpnGatewayId: 'vgw-1', VpcAttachments: [{ VpcId: 'vpc-2', State: 'detached' }, { VpcId: 'vpc-1', State: 'attached' }] }], EgressOnlyInternetGateways: [{ EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: 'vpc-1', State: 'attached' }] }] });
    expect(resources.map(({ name, body }) => [name, body['vpc_id']])).toEqual([['igw-1', 'vpc-1'], ['igw-2', undefined], ['vgw-1', 'vpc-1'], ['eigw-1', 'vpc-1']]);
  });

  test('a NAT gateway with its addresses, and an address of its own', () => {
    const { resources } = read({ NatGateways: [{ NatGatewayId: 'nat-1', SubnetId: 'subnet-1', VpcId: 'vpc-1', State: 'available', NatGatewayAddresses: [{ PrivateIp: '10.0.0.9' }, { IsPrimary: true, PrivateIp: '10.0.0.8', PublicIp: '198.51.100.1', NetworkInterfaceId: 'eni-8' }] }], Addresses: [{ PublicIp: '198.51.100.1', AllocationId: 'eipalloc-1', PrivateIpAddress: '10.0.0.8', NetworkInterfaceId: 'eni-8' }] });
    expect(resources.map(({ type, name, body }) => ({ type, name, ...body }))).toMatchObject([
      { type: 'aws_nat_gateway', name: 'nat-1', connectivity_type: 'public', private_ip: '10.0.0.8', public_ip: '198.51.100.1', network_interface_id: 'eni-8', state: 'available' },
      { type: 'aws_eip', name: 'eipalloc-1', public_ip: '198.51.100.1', private_ip: '10.0.0.8', network_interface: 'eni-8' },
    ]);
  });

  test('instances bring their interfaces, and describe-network-interfaces is laid over them', () => {
    const inner = { NetworkInterfaceId: 'eni-1', SubnetId: 'subnet-1', PrivateIpAddress: '10.0.0.4', PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.4', Association: { PublicIp: '198.51.100.4' } }], Attachment: { DeviceIndex: 0 }, Groups: [{ GroupId: 'sg-1' }], Ipv4Prefixes: null };
    const instances = { Reservations: [{ Instances: [{ InstanceId: 'i-1', State: { Name: 'running' }, SubnetId: 'subnet-1', SecurityGroups: [{ GroupId: 'sg-1' }], NetworkInterfaces: [inner] }] }] };
    expect(one('aws_network_interface', instances).body).toMatchObject({ id: 'eni-1', private_ips: ['10.0.0.4'], public_ips: [{ private_ip: '10.0.0.4', public_ip: '198.51.100.4' }], attachment: [{ instance: 'i-1', device_index: 0 }] });
    expect(one('aws_instance', instances).body).toMatchObject({ state: 'running', network_interface_ids: ['eni-1'], vpc_security_group_ids: ['sg-1'] });
    const { resources } = read({ NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', InterfaceType: 'interface', Groups: [{ GroupId: 'sg-2' }] }] }, instances);
    expect(resources.filter(({ type }) => type === 'aws_network_interface').map(({ body }) => [body['security_groups'], body['private_ip']])).toEqual([[['sg-2'], '10.0.0.4']]);
  });

  test('rules of groups stand alone where their group is in no answer', () => {
    const rules = { SecurityGroupRules: [{ SecurityGroupRuleId: 'sgr-1', GroupId: 'sg-1', IsEgress: false, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ReferencedGroupInfo: { GroupId: 'sg-2' } }, { SecurityGroupRuleId: 'sgr-2', GroupId: 'sg-1', IsEgress: true, IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '0.0.0.0/0' }] };
    expect(read(rules).resources.map(({ type, body }) => [type, body['from_port'], body['referenced_security_group_id'], body['cidr_ipv4']])).toEqual([['aws_vpc_security_group_ingress_rule', 443, 'sg-2', undefined], ['aws_vpc_security_group_egress_rule', undefined, undefined, '0.0.0.0/0']]);
    expect(read(rules, { SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web', IpPermissions: [], IpPermissionsEgress: [] }] }).resources.map(({ type }) => type)).toEqual(['aws_security_group']);
  });

  test('a peering connection with the blocks of both sides, and prefix lists with theirs', () => {
    expect(one('aws_vpc_peering_connection', { VpcPeeringConnections: [{ VpcPeeringConnectionId: 'pcx-1', Status: { Code: 'active' }, RequesterVpcInfo: { VpcId: 'vpc-1', OwnerId: '1', CidrBlock: '10.0.0.0/16', CidrBlockSet: [{ CidrBlock: '10.0.0.0/16' }, { CidrBlock: '10.2.0.0/16' }], PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true } }, AccepterVpcInfo: { VpcId: 'vpc-2', OwnerId: '2', Region: 'eu-west-1', CidrBlock: '10.1.0.0/16' } }] }).body).toMatchObject({ vpc_id: 'vpc-1', peer_vpc_id: 'vpc-2', peer_owner_id: '2', peer_region: 'eu-west-1', status: 'active', cidr_blocks: ['10.0.0.0/16', '10.2.0.0/16'], peer_cidr_blocks: ['10.1.0.0/16'], requester: [{ allow_remote_vpc_dns_resolution: true }] });
    const lists = read({ PrefixLists: [{ PrefixListId: 'pl-1', PrefixListName: 'com.amazonaws.eu-west-1.s3', Cidrs: ['52.218.0.0/17'] }] }, { of: 'pl-2', Entries: [{ Cidr: '10.0.0.0/8', Description: 'office' }] }, { PrefixLists: [{ PrefixListId: 'pl-2', PrefixListName: 'office', State: 'create-complete' }] });
    expect(lists.resources.map(({ name, body }) => [name, body['name'], body['entry']])).toEqual([['pl-2', 'office', [{ cidr: '10.0.0.0/8', description: 'office' }]], ['pl-1', 'com.amazonaws.eu-west-1.s3', [{ cidr: '52.218.0.0/17' }]]]);
  });

  test('IPv4 and IPv6 stand beside each other', () => {
    expect(one('aws_vpc', { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }, { CidrBlock: '10.9.0.0/16', CidrBlockState: { State: 'associated' } }, { CidrBlock: '10.8.0.0/16', CidrBlockState: { State: 'disassociated' } }], Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: 'fd00::/56', Ipv6CidrBlockState: { State: 'associated' } }] }] }).body).toMatchObject({ cidr_block: '10.0.0.0/16', secondary_cidr_blocks: ['10.9.0.0/16'], ipv6_cidr_block: 'fd00::/56' });
  });
});

describe('what AWS says of transit gateways', () => {
  const attachment = { TransitGatewayAttachmentId: 'tgw-attach-1', TransitGatewayId: 'tgw-1', ResourceType: 'vpc', ResourceId: 'vpc-1', State: 'available', Association: { TransitGatewayRouteTableId: 'tgw-rtb-1', State: 'associated' } };

  test('an attachment that two commands list is one, and says its table', () => {
    const { resources } = read({ TransitGatewayVpcAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-1', TransitGatewayId: 'tgw-1', VpcId: 'vpc-1', SubnetIds: ['subnet-1'], State: 'available', Options: { ApplianceModeSupport: 'enable' } }] }, { TransitGatewayAttachments: [attachment] });
    expect(resources.map(({ type, name, body }) => [type, name, body['subnet_ids'] ?? body['transit_gateway_route_table_id']])).toEqual([['aws_ec2_transit_gateway_vpc_attachment', 'tgw-attach-1', ['subnet-1']], ['aws_ec2_transit_gateway_route_table_association', 'tgw-rtb-1-tgw-attach-1', 'tgw-rtb-1']]);
  });

  test('a peering of two gateways is one attachment, whichever side lists it first', () => {
    const sides = [{ ...attachment, ResourceType: 'peering', ResourceId: 'tgw-2' }, { ...attachment, ResourceType: 'peering', TransitGatewayId: 'tgw-2', ResourceId: 'tgw-1' }];
    for (const [first, second] of [sides, sides.toReversed()]) {
      const { resources } = read({ TransitGatewayAttachments: [first] }, { TransitGatewayAttachments: [second] });
      expect(resources.filter(({ type }) => type.endsWith('peering_attachment')).map(({ body }) => [body['transit_gateway_id'], body['peer_transit_gateway_id']])).toEqual([['tgw-1', 'tgw-2']]);
    }
  });

  test('routes, associations and propagations belong to the table that is named beside them', () => {
    const { resources, problems } = read({
      TransitGatewayStaticRoutes: [{ TransitGatewayRouteTableId: 'tgw-rtb-1', Routes: [{ DestinationCidrBlock: '10.0.0.0/8', State: 'active', Type: 'static', TransitGatewayAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-1' }] }, { DestinationCidrBlock: '10.1.0.0/16', State: 'blackhole', Type: 'static' }] }, { TransitGatewayRouteTableId: 'tgw-rtb-2', Routes: [] }],
      TransitGatewayPropagations: [{ TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayRouteTablePropagations: [{ TransitGatewayAttachmentId: 'tgw-attach-2', State: 'enabled' }, { TransitGatewayAttachmentId: 'tgw-attach-3', State: 'disabled' }] }],
    }, { of: 'tgw-rtb-1', Associations: [{ TransitGatewayAttachmentId: 'tgw-attach-1', State: 'associated' }] });
    expect(resources.map(({ type, name, body }) => [type, name, body['transit_gateway_route_table_id'] ?? body['of'], body['transit_gateway_attachment_id'], body['blackhole']])).toEqual([
      ['AwsAnswer', 'aws_ec2_transit_gateway_route:tgw-rtb-2', 'tgw-rtb-2', undefined, undefined],
      ['aws_ec2_transit_gateway_route', 'tgw-rtb-1-10.0.0.0_8', 'tgw-rtb-1', 'tgw-attach-1', false],
      ['aws_ec2_transit_gateway_route', 'tgw-rtb-1-10.1.0.0_16', 'tgw-rtb-1', undefined, true],
      ['aws_ec2_transit_gateway_route_table_propagation', 'tgw-rtb-1-tgw-attach-2', 'tgw-rtb-1', 'tgw-attach-2', undefined],
      ['aws_ec2_transit_gateway_route_table_association', 'tgw-rtb-1-tgw-attach-1', 'tgw-rtb-1', 'tgw-attach-1', undefined],
    ]);
    expect(problems).toEqual([]);
    expect(lineOf(resources[1]!, 'destination_cidr_block')).toBe('0.json:7');
  });
});
