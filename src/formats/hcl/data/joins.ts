/** How a data source finds resources that somebody manages: by arguments and filters that are named as attributes are, but for those that stand here. */
export interface Join {
  /** Types that it finds. */
  readonly of: readonly string[];
  /** Arguments that are called otherwise in the resource; undefined: they choose nothing among what Terraform makes. */
  readonly arguments?: Readonly<Record<string, string | undefined>>;
  /** Filters of the API that are called otherwise; dashes and underscores are alike. */
  readonly filters?: Readonly<Record<string, string | undefined>>;
  /** What it hands out of all that it finds, and of which attribute. Absent: it finds one. */
  readonly lists?: Readonly<Record<string, string>>;
  /** Attributes that are called otherwise in the resource. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Letters of either case and a dot at the end are alike: names of DNS. */
  readonly names?: true;
}

const balancers: Join = { of: ['aws_lb', 'aws_alb'] };
const listeners: Join = { of: ['aws_lb_listener', 'aws_alb_listener'] };
const targetGroups: Join = { of: ['aws_lb_target_group', 'aws_alb_target_group'] };
const subnets: Join = { of: ['aws_subnet', 'aws_default_subnet'], arguments: { state: undefined, default_for_az: undefined }, filters: { 'subnet-id': 'id', 'cidr-block': 'cidr_block', cidrBlock: 'cidr_block', cidr: 'cidr_block', availabilityZone: 'availability_zone', 'default-for-az': undefined, state: undefined } };
const groups: Join = { of: ['aws_security_group', 'aws_default_security_group'], filters: { 'group-id': 'id', 'group-name': 'name' } };
const vpcs: Join = { of: ['aws_vpc', 'aws_default_vpc'], arguments: { state: undefined }, filters: { 'vpc-id': 'id', cidr: 'cidr_block', 'cidr-block-association.cidr-block': 'cidr_block', state: undefined } };
const tables: Join = { of: ['aws_route_table', 'aws_default_route_table'], arguments: { route_table_id: 'id' }, filters: { 'route-table-id': 'id' } };
const gateways: Join = { of: ['aws_nat_gateway'], arguments: { state: undefined }, filters: { 'nat-gateway-id': 'id', state: undefined } };

/** Data sources that find resources by more than arguments of the same names (Terraform's AWS provider, documentation of each; EC2 API reference, filters of each Describe action; 2026-11). */
export const joins: Readonly<Record<string, Join>> = {
  aws_vpc: vpcs,
  aws_vpcs: { ...vpcs, lists: { ids: 'id' } },
  aws_subnet: subnets,
  aws_subnets: { ...subnets, lists: { ids: 'id' } },
  aws_subnet_ids: { ...subnets, lists: { ids: 'id' } },
  aws_security_group: groups,
  aws_security_groups: { ...groups, lists: { ids: 'id', arns: 'arn', vpc_ids: 'vpc_id' } },
  aws_lb: balancers,
  aws_alb: balancers,
  aws_lbs: { ...balancers, lists: { arns: 'arn' } },
  aws_lb_listener: listeners,
  aws_alb_listener: listeners,
  aws_lb_target_group: targetGroups,
  aws_alb_target_group: targetGroups,
  aws_route_table: tables,
  aws_route_tables: { ...tables, lists: { ids: 'id' } },
  aws_nat_gateway: gateways,
  aws_nat_gateways: { ...gateways, lists: { ids: 'id' } },
  aws_internet_gateway: { of: ['aws_internet_gateway'], arguments: { internet_gateway_id: 'id' }, filters: { 'attachment.vpc-id': 'vpc_id', 'internet-gateway-id': 'id', 'attachment.state': undefined } },
  aws_network_acls: { of: ['aws_network_acl', 'aws_default_network_acl'], filters: { 'network-acl-id': 'id' }, lists: { ids: 'id' } },
  aws_network_interface: { of: ['aws_network_interface'], filters: { 'network-interface-id': 'id' } },
  aws_vpc_endpoint: { of: ['aws_vpc_endpoint'], arguments: { state: undefined }, filters: { 'vpc-endpoint-id': 'id', 'vpc-endpoint-state': undefined } },
  aws_vpc_endpoint_service: { of: ['aws_vpc_endpoint_service'], arguments: { service_type: undefined }, filters: { 'service-type': undefined } },
  aws_eks_cluster: { of: ['aws_eks_cluster'] },
  aws_route53_zone: { of: ['aws_route53_zone'], arguments: { private_zone: undefined, zone_id: 'zone_id' }, names: true },
  aws_acm_certificate: { of: ['aws_acm_certificate'], arguments: { domain: 'domain_name', statuses: undefined, types: undefined, most_recent: undefined, key_types: 'key_algorithm' }, attributes: { domain: 'domain_name' } },
  aws_iam_role: { of: ['aws_iam_role'], arguments: { role_name: 'name' } },
  aws_s3_bucket: { of: ['aws_s3_bucket'] },
  aws_wafv2_web_acl: { of: ['aws_wafv2_web_acl'] },
  aws_ecr_repository: { of: ['aws_ecr_repository'], arguments: { registry_id: undefined } },
  aws_ec2_managed_prefix_list: { of: ['aws_ec2_managed_prefix_list'], filters: { 'prefix-list-id': 'id', 'prefix-list-name': 'name' } },
  aws_prefix_list: { of: ['aws_ec2_managed_prefix_list'], arguments: { prefix_list_id: 'id' }, filters: { 'prefix-list-id': 'id', 'prefix-list-name': 'name' } },
  aws_secretsmanager_secret: { of: ['aws_secretsmanager_secret'] },
  aws_ec2_transit_gateway: { of: ['aws_ec2_transit_gateway'], filters: { 'transit-gateway-id': 'id', state: undefined } },
  aws_ec2_transit_gateway_vpc_attachment: { of: ['aws_ec2_transit_gateway_vpc_attachment'], filters: { 'transit-gateway-attachment-id': 'id', state: undefined } },
  aws_ec2_transit_gateway_route_table: { of: ['aws_ec2_transit_gateway_route_table'], filters: { 'transit-gateway-route-table-id': 'id', state: undefined } },
  aws_vpc_peering_connection: { of: ['aws_vpc_peering_connection'], filters: { 'vpc-peering-connection-id': 'id', 'requester-vpc-info.vpc-id': 'vpc_id', 'accepter-vpc-info.vpc-id': 'peer_vpc_id', 'status-code': undefined } },
  aws_eip: { of: ['aws_eip'], filters: { 'allocation-id': 'id', 'public-ip': 'public_ip' } },
  aws_instance: { of: ['aws_instance'], arguments: { instance_id: 'id' }, filters: { 'instance-id': 'id', 'instance-state-name': undefined, 'image-id': 'ami' } },
  aws_instances: { of: ['aws_instance'], arguments: { instance_tags: 'tags', instance_state_names: undefined }, filters: { 'instance-id': 'id', 'instance-state-name': undefined, 'image-id': 'ami' }, lists: { ids: 'id', private_ips: 'private_ip', public_ips: 'public_ip' } },
  aws_cloudfront_distribution: { of: ['aws_cloudfront_distribution'] },
  aws_acmpca_certificate_authority: { of: ['aws_acmpca_certificate_authority'] },
};

/** How a data source of a type finds resources; of a type that does not stand above, by arguments of the same names. */
export function joinOf(type: string): Join {
  return Object.hasOwn(joins, type) ? joins[type]! : { of: [type] };
}
