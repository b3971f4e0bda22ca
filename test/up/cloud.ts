import { pathOf, type Path } from '../../src/path/path.ts';
import type { Json, JsonObject, Resource } from '../../src/resource/resource.ts';

/** One VPC of two zones: a client, a Network Load Balancer with a node in each zone, and a target in each. */
export interface Cloud {
  /** Rules of the security groups; absent: everything. */
  readonly clientOut?: readonly JsonObject[];
  readonly balancerIn?: readonly JsonObject[];
  readonly targetIn?: readonly JsonObject[];
  /** The ACL of the zone that has no client in it. */
  readonly acl?: { readonly ingress: readonly JsonObject[]; readonly egress: readonly JsonObject[] };
  readonly crossZone?: boolean;
  readonly listener?: JsonObject;
  readonly group?: JsonObject;
  /** What sallyport.yaml says of both targets. */
  readonly serves?: JsonObject;
}

export const everything: JsonObject = { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] };

/** A rule of a security group for one port. */
export function rule(from: { readonly cidr: string } | { readonly group: string }, port = 443): JsonObject {
  return { protocol: 'tcp', from_port: port, to_port: port, ...('cidr' in from ? { cidr_blocks: [from.cidr] } : { security_groups: [from.group] }) };
}

/** An entry of a network ACL that lets TCP through. */
export function entry(cidr: string, from: number, to: number): JsonObject {
  return { rule_no: 100, action: 'allow', protocol: '6', cidr_block: cidr, from_port: from, to_port: to };
}

/** The path through that cloud. */
export function cloudOf({ clientOut = [everything], balancerIn = [everything], targetIn = [everything], acl, crossZone = false, listener = {}, group = {}, serves = {} }: Cloud): Path {
  const open = { rule_no: 100, action: 'allow', protocol: '-1', cidr_block: '0.0.0.0/0', from_port: 0, to_port: 0 };
  return pathOf([
    aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
    aws('aws_route_table', 'rtb-1', { vpc_id: 'vpc-1', main: true, route: [{ cidr_block: '10.0.0.0/16', gateway_id: 'local', state: 'active' }] }),
    ...['a', 'b'].map((zone, at) => aws('aws_subnet', `subnet-${zone}`, { vpc_id: 'vpc-1', cidr_block: `10.0.${at + 1}.0/24`, availability_zone: `eu-central-1${zone}` })),
    aws('aws_network_acl', 'acl-a', { vpc_id: 'vpc-1', subnet_ids: ['subnet-a'], ingress: [open], egress: [open] }),
    aws('aws_network_acl', 'acl-b', { vpc_id: 'vpc-1', subnet_ids: ['subnet-b'], ingress: [...(acl?.ingress ?? [open])], egress: [...(acl?.egress ?? [open])] }),
    aws('aws_security_group', 'sg-client', { vpc_id: 'vpc-1', ingress: [], egress: [...clientOut] }),
    aws('aws_security_group', 'sg-balancer', { vpc_id: 'vpc-1', ingress: [...balancerIn], egress: [everything] }),
    aws('aws_security_group', 'sg-target', { vpc_id: 'vpc-1', ingress: [...targetIn], egress: [everything] }),
    eni('eni-client', 'subnet-a', '10.0.1.7', 'sg-client'),
    ...['a', 'b'].flatMap((zone, at) => [
      eni(`eni-nlb-${zone}`, `subnet-${zone}`, `10.0.${at + 1}.40`, 'sg-balancer', { interface_type: 'network_load_balancer', description: 'ELB net/nlb/0123456789abcdef' }),
      eni(`eni-target-${zone}`, `subnet-${zone}`, `10.0.${at + 1}.80`, 'sg-target'),
      { scope: 'default', type: 'Serves', name: `10.0.${at + 1}.80:443`, body: { address: `10.0.${at + 1}.80`, port: 443, ...serves }, locate: () => undefined },
    ]),
    aws('aws_lb', 'nlb', { arn, name: 'nlb', load_balancer_type: 'network', internal: true, vpc_id: 'vpc-1', subnets: ['subnet-a', 'subnet-b'], security_groups: ['sg-balancer'], enable_cross_zone_load_balancing: crossZone }),
    aws('aws_lb_listener', 'listener', { load_balancer_arn: arn, port: 443, protocol: 'TCP', default_action: [{ type: 'forward', target_group_arn: 'arn:tg' }], ...listener }),
    aws('aws_acm_certificate', 'certificate', { arn: 'arn:certificate', domain_name: 'nlb.example.com', subject_alternative_names: [], status: 'ISSUED' }),
    aws('aws_lb_target_group', 'tg', { arn: 'arn:tg', name: 'tg', port: 443, protocol: 'TCP', target_type: 'ip', vpc_id: 'vpc-1', preserve_client_ip: 'false', health_check: [{ protocol: 'TCP', port: 'traffic-port' }], ...group }),
    ...['10.0.1.80', '10.0.2.80'].map((address) => aws('aws_lb_target_group_attachment', `tg-${address}`, { target_group_arn: 'arn:tg', target_id: address, port: 443 })),
  ]);
}

const arn = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/net/nlb/0123456789abcdef';

function aws(type: string, name: string, body: Readonly<Record<string, Json>>): Resource {
  return { scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined };
}

function eni(name: string, subnet: string, address: string, group: string, more: JsonObject = {}): Resource {
  return aws('aws_network_interface', name, { subnet_id: subnet, vpc_id: 'vpc-1', private_ip: address, private_ips: [address], security_groups: [group], listed: true, ...more });
}
