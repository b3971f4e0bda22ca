import { isObject, type Json, type Path, type Problem } from '../../resource/resource.ts';
import { answers } from '../aws-tables.ts';
import { locateIn } from '../locate.ts';
import type { ParsedDocument } from '../yaml.ts';

type Kind = 'a list' | 'a number' | 'a text' | 'true or false';

/** What stands under names that mean one type only wherever AWS answers them (EC2, Elastic Load Balancing v2: API references, data types). */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...['IpPermissions', 'IpPermissionsEgress', 'IpRanges', 'Ipv6Ranges', 'UserIdGroupPairs', 'Routes', 'Associations', 'CidrBlockAssociationSet', 'Ipv6CidrBlockAssociationSet', 'PrivateIpAddresses', 'PropagatingVgws', 'SubnetIds', 'RouteTableIds', 'NetworkInterfaceIds', 'NetworkLoadBalancerArns', 'TargetHealthDescriptions', 'DefaultActions'].map((name) => [name, 'a list'] as const),
  ...['FromPort', 'ToPort', 'RuleNumber', 'From', 'To'].map((name) => [name, 'a number'] as const),
  ...['CidrBlock', 'CidrIp', 'CidrIpv6', 'DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'VpcId', 'SubnetId', 'GroupId', 'NetworkInterfaceId', 'RouteTableId', 'NetworkAclId', 'GatewayId', 'TransitGatewayId', 'NatGatewayId', 'VpcPeeringConnectionId', 'TransitGatewayAttachmentId', 'RuleAction', 'IpProtocol', 'PrivateIpAddress', 'PublicIp', 'TargetGroupArn', 'LoadBalancerArn', 'ListenerArn'].map((name) => [name, 'a text'] as const),
  ...['Egress', 'IsEgress', 'Main', 'IsDefault', 'SourceDestCheck', 'AcceptanceRequired'].map((name) => [name, 'true or false'] as const),
]);

/** Members of another type than AWS answers: each is told, the rest is read. */
export function mistyped(document: ParsedDocument): readonly Problem[] {
  const { value } = document;
  const holders = Array.isArray(value) ? (value as readonly Json[]).map((member, index) => [member, [index]] as const) : [[value, []] as const];
  const found = holders.flatMap(([holder, at]) => (isObject(holder) ? Object.entries(holder).flatMap(([key, listed]) => (Object.hasOwn(answers, key) ? below(listed, [...at, key]) : [])) : []));
  const locate = locateIn(document, document.root);
  return found.map(({ path, wanted, got }) => {
    const at = locate(path);
    return { name: 'wrong-type', severity: 'error', message: `${String(path.at(-1))} is ${got}, where AWS answers ${wanted}: what it belongs to is not known`, ...(at === undefined ? {} : { at }) };
  });
}

interface Misfit {
  readonly path: Path;
  readonly wanted: Kind;
  readonly got: string;
}

function below(value: Json, path: Path): readonly Misfit[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((member, index) => below(member, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]): readonly Misfit[] => {
    const wanted = kinds.get(key);
    // AWS leaves out what is not there, and some of its tools write null for it.
    if (wanted === undefined || member === null || kindOf(member) === wanted) return below(member, [...path, key]);
    return [{ path: [...path, key], wanted, got: kindOf(member) }];
  });
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'number' ? 'a number' : typeof value === 'boolean' ? 'true or false' : value === null ? 'null' : 'a text';
}
