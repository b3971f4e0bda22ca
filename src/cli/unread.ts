import { standardControllers } from '../controllers/standard.ts';
import { isBesideTheWay, lackedWithout } from '../facts/beside-the-way.ts';
import type { Checked } from '../report/check-text.ts';
import { isLookedUp, nameOf, type Resource } from '../resource/resource.ts';

/** Types that some part of the product reads, beside those that controllers read; every other object is listed as not judged. */
const judgedTypes = new Set([
  'Namespace', 'Service', 'Endpoints', 'EndpointSlice', 'Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Secret', 'ConfigMap', 'ServiceAccount',
  'HorizontalPodAutoscaler', 'Ingress', 'IngressClass', 'PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication', 'DestinationRule', 'VirtualService', 'Gateway', 'MeshConfig', 'Kiali', 'ServiceEntry', 'WorkloadEntry', 'Sidecar', 'Serves', 'ProxyConfigText', 'NetworkPolicy',
]);

/** Types of the AWS provider that kinds, dialects and controllers look at. */
const awsTypes: readonly string[] = [
  'AwsAnswer', 'aws_acm_certificate', 'aws_caller_identity', 'aws_alb', 'aws_alb_listener', 'aws_alb_listener_rule', 'aws_alb_target_group', 'aws_alb_target_group_attachment',
  'aws_default_network_acl', 'aws_default_route_table', 'aws_default_security_group', 'aws_default_subnet', 'aws_default_vpc',
  'aws_dx_gateway_association', 'aws_ec2_managed_prefix_list', 'aws_ec2_managed_prefix_list_entry', 'aws_ec2_transit_gateway',
  'aws_ec2_transit_gateway_attachment', 'aws_ec2_transit_gateway_peering_attachment', 'aws_ec2_transit_gateway_prefix_list_reference',
  'aws_ec2_transit_gateway_route', 'aws_ec2_transit_gateway_route_table', 'aws_ec2_transit_gateway_route_table_association',
  'aws_ec2_transit_gateway_route_table_propagation', 'aws_ec2_transit_gateway_vpc_attachment', 'aws_egress_only_internet_gateway', 'aws_eip',
  'aws_ecr_repository', 'aws_eip_association', 'aws_eks_cluster', 'aws_iam_role', 'aws_instance', 'aws_internet_gateway', 'aws_internet_gateway_attachment', 'aws_lb', 'aws_lb_listener',
  'aws_lb_listener_certificate', 'aws_lb_listener_rule', 'aws_lb_target_group', 'aws_lb_target_group_attachment', 'aws_main_route_table_association',
  'aws_nat_gateway', 'aws_network_acl', 'aws_network_acl_association', 'aws_network_acl_rule', 'aws_network_interface',
  'aws_network_interface_attachment', 'aws_network_interface_sg_attachment', 'aws_networkfirewall_firewall', 'aws_networkfirewall_firewall_policy',
  'aws_prefix_list', 'aws_route', 'aws_route53_record', 'aws_route53_zone', 'aws_route53_zone_association', 'aws_route_table',
  'aws_route_table_association', 'aws_s3_bucket', 'aws_s3_bucket_policy', 'aws_s3_bucket_server_side_encryption_configuration', 'aws_security_group', 'aws_security_group_rule', 'aws_shield_protection', 'aws_ssm_parameter', 'aws_subnet', 'aws_vpc',
  'aws_vpc_block_public_access_exclusion', 'aws_vpc_block_public_access_options', 'aws_vpc_endpoint', 'aws_vpc_endpoint_connection',
  'aws_vpc_endpoint_connection_accepter', 'aws_vpc_endpoint_route_table_association', 'aws_vpc_endpoint_security_group_association',
  'aws_vpc_endpoint_service', 'aws_vpc_endpoint_service_allowed_principal', 'aws_vpc_endpoint_subnet_association',
  'aws_vpc_ipv4_cidr_block_association', 'aws_vpc_ipv6_cidr_block_association', 'aws_vpc_peering_connection', 'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule', 'aws_vpn_connection', 'aws_vpn_connection_route', 'aws_vpn_gateway', 'aws_vpn_gateway_attachment',
  'aws_vpn_gateway_route_propagation', 'aws_wafregional_web_acl_association', 'aws_wafv2_ip_set', 'aws_wafv2_regex_pattern_set', 'aws_wafv2_rule_group',
  'aws_wafv2_web_acl', 'aws_wafv2_web_acl_association', 'aws_wafv2_web_acl_logging_configuration', 'terraform_provider', 'terraform_module', 'kubernetes_service', 'kubernetes_service_v1',
];

/** Objects of which nothing is said. What a data source has looked up is an answer, and none of the estate's own. */
export function unreadOf(resources: readonly Resource[]): readonly Resource[] {
  const judged = new Set([...judgedTypes, ...awsTypes, ...standardControllers.flatMap(({ reads }) => reads)]);
  return resources.filter((resource) => resource.derived === undefined && !judged.has(resource.type) && !isLookedUp(resource));
}

/** The same for a reader: what an answer lacks without them first. */
export function unreadTold(resources: readonly Resource[]): Checked['unread'] {
  const unread = unreadOf(resources).map((resource) => ({ resource, lack: lackedWithout(resource.type), beside: isBesideTheWay(resource.type) }));
  const weight = ({ lack, beside }: (typeof unread)[number]): number => (lack !== undefined ? 0 : beside ? 2 : 1);
  return unread.sort((a, b) => weight(a) - weight(b)).map(({ resource, lack, beside }) => {
    const { apiVersion, type } = resource;
    const kind = apiVersion === undefined ? type : `${apiVersion} ${type}`;
    return { what: nameOf(resource), reason: beside ? 'no request meets it' : `sallyport does not read ${kind}${lack === undefined ? '' : `: ${lack}`}`, ...(beside ? { beside: type } : {}) };
  });
}
