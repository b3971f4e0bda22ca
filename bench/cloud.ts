import { randomOf, type Random } from './random.ts';

/** How much of everything an estate of VPCs has. */
export interface CloudSize {
  readonly vpcs: number;
  readonly subnets: number;
  readonly interfaces: number;
  readonly rules: number;
  /** The first so many VPCs are peered, two by two. */
  readonly peered: number;
  /** The next so many are attached to one transit gateway. */
  readonly attached: number;
  readonly seed?: number;
}

/** The estate of which the aims speak. */
export const wholeCloud: CloudSize = { vpcs: 100, subnets: 2_000, interfaces: 2_000, rules: 5_000, peered: 60, attached: 30 };

type Entry = Readonly<Record<string, unknown>>;

/** What `aws ec2 describe-*` answers of such an estate, merged into one JSON text. Every VPC has groups, ACLs and route tables of its own. */
export function cloudText(size: CloudSize): string {
  const random = randomOf(size.seed ?? 5);
  const vpcs = Array.from({ length: size.vpcs }, (_, index) => index);
  const each = (total: number): number => Math.round(total / size.vpcs);
  const groups = Math.max(2, Math.round(each(size.rules) / 5));
  return JSON.stringify({
    Vpcs: vpcs.map((vpc) => ({ VpcId: id('vpc', vpc), CidrBlock: `10.${vpc}.0.0/16`, OwnerId: owner, State: 'available', CidrBlockAssociationSet: [{ CidrBlock: `10.${vpc}.0.0/16`, CidrBlockState: { State: 'associated' } }] })),
    Subnets: vpcs.flatMap((vpc) => Array.from({ length: each(size.subnets) }, (_, at) => ({ SubnetId: subnetOf(vpc, at), VpcId: id('vpc', vpc), CidrBlock: `10.${vpc}.${at}.0/24`, OwnerId: owner, AvailabilityZone: `eu-west-1${zones[at % 3]!}`, AvailabilityZoneId: `euw1-az${(at % 3) + 1}` }))),
    SecurityGroups: vpcs.flatMap((vpc) => Array.from({ length: groups }, (_, at) => groupOf(random, size, vpc, at, groups))),
    NetworkInterfaces: vpcs.flatMap((vpc) => Array.from({ length: each(size.interfaces) }, (_, at) => interfaceOf(random, vpc, at, each(size.subnets), groups))),
    NetworkAcls: vpcs.flatMap((vpc) => [0, 1].map((at) => aclOf(random, vpc, at, each(size.subnets)))),
    RouteTables: vpcs.flatMap((vpc) => [0, 1, 2].map((at) => tableOf(size, vpc, at, each(size.subnets)))),
    VpcPeeringConnections: vpcs.filter((vpc) => vpc < size.peered && vpc % 2 === 0).map((vpc) => ({ VpcPeeringConnectionId: id('pcx', vpc), Status: { Code: 'active' }, RequesterVpcInfo: side(vpc), AccepterVpcInfo: side(vpc + 1) })),
    ...transit(size, each(size.subnets)),
  });
}

const owner = '111122223333';
const zones = ['a', 'b', 'c'];
const gateway = 'tgw-00000001';

function id(word: string, ...numbers: readonly number[]): string {
  return `${word}-${numbers.map((number) => number.toString(16).padStart(4, '0')).join('').padStart(8, '0')}`;
}

function subnetOf(vpc: number, at: number): string {
  return id('subnet', vpc, at);
}

function side(vpc: number): Entry {
  return { VpcId: id('vpc', vpc), OwnerId: owner, CidrBlock: `10.${vpc}.0.0/16`, CidrBlockSet: [{ CidrBlock: `10.${vpc}.0.0/16` }], Region: 'eu-west-1' };
}

/** The VPCs with which one can talk, itself among them. */
function neighbours({ peered, attached }: CloudSize, vpc: number): readonly number[] {
  if (vpc < peered) return [vpc, vpc % 2 === 0 ? vpc + 1 : vpc - 1];
  return vpc < peered + attached ? Array.from({ length: attached }, (_, at) => peered + at) : [vpc];
}

function groupOf(random: Random, size: CloudSize, vpc: number, at: number, groups: number): Entry {
  const near = neighbours(size, vpc);
  const permission = (egress: boolean): Entry => {
    const port = random.pick([22, 80, 443, 3306, 5432, 6379, 8080, 9090]);
    const protocol = random.chance(0.1) ? 'udp' : 'tcp';
    const ports = random.chance(0.15) ? { IpProtocol: '-1' } : { IpProtocol: protocol, FromPort: port, ToPort: port + random.pick([0, 0, 1, 99]) };
    const peer = random.pick(near);
    const within = size.attached > 0 && vpc >= size.peered;
    const named = random.chance(egress ? 0.3 : 0.5) ? [{ GroupId: id('sg', within ? vpc : peer, random.upTo(groups)), UserId: owner }] : [];
    const block = random.chance(0.2) ? '10.0.0.0/8' : random.chance(0.5) ? `10.${peer}.0.0/16` : `10.${peer}.${random.upTo(16)}.0/${random.pick([22, 24])}`;
    return { ...ports, UserIdGroupPairs: named, IpRanges: named.length > 0 ? [] : [{ CidrIp: block }], Ipv6Ranges: [], PrefixListIds: [] };
  };
  const out = random.chance(0.4) ? [{ IpProtocol: '-1', UserIdGroupPairs: [], IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [], PrefixListIds: [] }, permission(true)] : [permission(true), permission(true)];
  return { GroupId: id('sg', vpc, at), GroupName: `group-${vpc}-${at}`, VpcId: id('vpc', vpc), OwnerId: owner, IpPermissions: [permission(false), permission(false), permission(false)], IpPermissionsEgress: out };
}

function interfaceOf(random: Random, vpc: number, at: number, subnets: number, groups: number): Entry {
  const subnet = random.upTo(subnets);
  const own = [...new Set(Array.from({ length: 1 + random.upTo(3) }, () => random.upTo(groups)))];
  const address = `10.${vpc}.${subnet}.${10 + at}`;
  return {
    NetworkInterfaceId: id('eni', vpc, at),
    SubnetId: subnetOf(vpc, subnet),
    VpcId: id('vpc', vpc),
    AvailabilityZone: `eu-west-1${zones[subnet % 3]!}`,
    OwnerId: owner,
    InterfaceType: 'interface',
    Description: '',
    Status: 'in-use',
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    Ipv6Addresses: [],
    Groups: own.map((group) => ({ GroupId: id('sg', vpc, group), GroupName: `group-${vpc}-${group}` })),
  };
}

/** The first ACL of a VPC takes everything, the other one a few blocks and ports only. */
function aclOf(random: Random, vpc: number, at: number, subnets: number): Entry {
  const entry = (Egress: boolean, RuleNumber: number, RuleAction: 'allow' | 'deny', CidrBlock: string, ports?: readonly [number, number]): Entry => ({ Egress, RuleNumber, RuleAction, CidrBlock, Protocol: ports === undefined ? '-1' : '6', ...(ports === undefined ? {} : { PortRange: { From: ports[0], To: ports[1] } }) });
  const last = [entry(true, 32767, 'deny', '0.0.0.0/0'), entry(false, 32767, 'deny', '0.0.0.0/0')];
  const some = [
    entry(false, 90, 'deny', `10.${vpc}.${random.upTo(16)}.0/24`),
    entry(false, 100, 'allow', '10.0.0.0/8', [1, random.pick([1023, 32767, 65535])]),
    entry(false, 110, 'allow', '10.0.0.0/8', [1024, 65535]),
    entry(true, 100, 'allow', '10.0.0.0/8', [1024, 65535]),
    entry(true, 110, 'allow', '10.0.0.0/8', [1, random.pick([443, 1023])]),
  ];
  const open = [entry(true, 100, 'allow', '0.0.0.0/0'), entry(false, 100, 'allow', '0.0.0.0/0')];
  const behind = Array.from({ length: subnets }, (_, subnet) => subnet).filter((subnet) => (subnet % 4 === 3) === (at === 1));
  return { NetworkAclId: id('acl', vpc, at), VpcId: id('vpc', vpc), IsDefault: at === 0, OwnerId: owner, Associations: behind.map((subnet) => ({ NetworkAclAssociationId: id('aclassoc', vpc, subnet), NetworkAclId: id('acl', vpc, at), SubnetId: subnetOf(vpc, subnet) })), Entries: [...(at === 0 ? open : some), ...last] };
}

/** The third table of a VPC leads nowhere else. */
function tableOf(size: CloudSize, vpc: number, at: number, subnets: number): Entry {
  const route = (DestinationCidrBlock: string, target: Entry): Entry => ({ DestinationCidrBlock, ...target, State: 'active', Origin: 'CreateRoute' });
  const others = neighbours(size, vpc).filter((other) => other !== vpc);
  const joined = at === 2 ? [] : vpc < size.peered ? others.map((other) => route(`10.${other}.0.0/16`, { VpcPeeringConnectionId: id('pcx', vpc - (vpc % 2)) })) : others.length > 0 ? [route('10.0.0.0/8', { TransitGatewayId: gateway })] : [];
  const behind = Array.from({ length: subnets }, (_, subnet) => subnet).filter((subnet) => subnet % 7 === at);
  const main = at === 0 ? [{ Main: true, RouteTableId: id('rtb', vpc, at), RouteTableAssociationId: id('rtbassoc', vpc, 9000) }] : behind.map((subnet) => ({ Main: false, RouteTableId: id('rtb', vpc, at), SubnetId: subnetOf(vpc, subnet), RouteTableAssociationId: id('rtbassoc', vpc, subnet) }));
  return { RouteTableId: id('rtb', vpc, at), VpcId: id('vpc', vpc), OwnerId: owner, Associations: main, PropagatingVgws: [], Routes: [{ DestinationCidrBlock: `10.${vpc}.0.0/16`, GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' }, ...joined] };
}

function transit({ peered, attached }: CloudSize, subnets: number): Entry {
  if (attached === 0) return {};
  const table = 'tgw-rtb-00000001';
  const vpcs = Array.from({ length: attached }, (_, at) => peered + at);
  const attachment = (vpc: number): string => id('tgw-attach', vpc);
  return {
    TransitGateways: [{ TransitGatewayId: gateway, State: 'available', OwnerId: owner, Options: { DefaultRouteTableAssociation: 'enable', DefaultRouteTablePropagation: 'enable', AssociationDefaultRouteTableId: table, PropagationDefaultRouteTableId: table } }],
    TransitGatewayRouteTables: [{ TransitGatewayRouteTableId: table, TransitGatewayId: gateway, State: 'available', DefaultAssociationRouteTable: true, DefaultPropagationRouteTable: true }],
    TransitGatewayVpcAttachments: vpcs.map((vpc) => ({ TransitGatewayAttachmentId: attachment(vpc), TransitGatewayId: gateway, VpcId: id('vpc', vpc), VpcOwnerId: owner, State: 'available', SubnetIds: [0, 1, 2].filter((at) => at < subnets).map((at) => subnetOf(vpc, at)), Options: { DnsSupport: 'enable', Ipv6Support: 'disable' } })),
    TransitGatewayAttachments: vpcs.map((vpc) => ({ TransitGatewayAttachmentId: attachment(vpc), TransitGatewayId: gateway, ResourceType: 'vpc', ResourceId: id('vpc', vpc), State: 'available', Association: { State: 'associated', TransitGatewayRouteTableId: table } })),
    TransitGatewayPropagations: [{ TransitGatewayRouteTableId: table, TransitGatewayRouteTablePropagations: vpcs.map((vpc) => ({ TransitGatewayAttachmentId: attachment(vpc), ResourceId: id('vpc', vpc), ResourceType: 'vpc', State: 'enabled' })) }],
  };
}
