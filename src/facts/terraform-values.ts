/**
 * Values and combinations that Terraform's AWS provider refuses while it plans: closed lists (`enum.Validate`, `StringInSlice`) and
 * `ExactlyOneOf`, `ConflictsWith` of its schema (hashicorp/terraform-provider-aws, internal/service/elbv2/load_balancer.go,
 * listener.go, target_group.go; ec2, ssm, wafv2, eks and ecr of the same; enumerations of AWS' SDK). Read in November 2026.
 */
export interface ClosedList {
  readonly type: string;
  /** Names of blocks and of the argument. */
  readonly path: string;
  readonly values: readonly string[];
  /** The provider does not look at case. */
  readonly anyCase?: true;
}

const actionTypes = ['forward', 'authenticate-oidc', 'authenticate-cognito', 'redirect', 'fixed-response', 'jwt-validation'];
const protocols = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'];
const contentTypes = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];
const redirects = ['HTTP_301', 'HTTP_302'];
const scopes = ['CLOUDFRONT', 'REGIONAL'];
const offOn = ['off', 'on'];
const enableDisable = ['enable', 'disable'];

export const closedLists: readonly ClosedList[] = [
  { type: 'aws_lb', path: 'load_balancer_type', values: ['application', 'network', 'gateway'] },
  { type: 'aws_lb', path: 'desync_mitigation_mode', values: ['monitor', 'defensive', 'strictest'] },
  { type: 'aws_lb', path: 'dns_record_client_routing_policy', values: ['availability_zone_affinity', 'partial_availability_zone_affinity', 'any_availability_zone'] },
  { type: 'aws_lb', path: 'enforce_security_group_inbound_rules_on_private_link_traffic', values: ['on', 'off'] },
  { type: 'aws_lb', path: 'ip_address_type', values: ['ipv4', 'dualstack', 'dualstack-without-public-ipv4'] },
  { type: 'aws_lb', path: 'xff_header_processing_mode', values: ['append', 'preserve', 'remove'] },
  { type: 'aws_lb_listener', path: 'protocol', values: protocols, anyCase: true },
  { type: 'aws_lb_listener', path: 'alpn_policy', values: ['HTTP1Only', 'HTTP2Only', 'HTTP2Optional', 'HTTP2Preferred', 'None'], anyCase: true },
  { type: 'aws_lb_listener', path: 'default_action.type', values: actionTypes, anyCase: true },
  { type: 'aws_lb_listener', path: 'default_action.fixed_response.content_type', values: contentTypes },
  { type: 'aws_lb_listener', path: 'default_action.redirect.status_code', values: redirects },
  { type: 'aws_lb_listener', path: 'default_action.redirect.protocol', values: ['#{protocol}', 'HTTP', 'HTTPS'] },
  { type: 'aws_lb_listener_rule', path: 'action.type', values: actionTypes, anyCase: true },
  { type: 'aws_lb_listener_rule', path: 'action.fixed_response.content_type', values: contentTypes },
  { type: 'aws_lb_listener_rule', path: 'action.redirect.status_code', values: redirects },
  { type: 'aws_lb_listener_rule', path: 'action.redirect.protocol', values: ['#{protocol}', 'HTTP', 'HTTPS'] },
  { type: 'aws_lb_target_group', path: 'protocol', values: protocols, anyCase: true },
  { type: 'aws_lb_target_group', path: 'protocol_version', values: ['HTTP1', 'HTTP2', 'GRPC'], anyCase: true },
  { type: 'aws_lb_target_group', path: 'target_type', values: ['instance', 'ip', 'lambda', 'alb'] },
  { type: 'aws_lb_target_group', path: 'ip_address_type', values: ['ipv4', 'ipv6'] },
  { type: 'aws_lb_target_group', path: 'health_check.protocol', values: ['HTTP', 'HTTPS', 'TCP'], anyCase: true },
  { type: 'aws_lb_target_group', path: 'load_balancing_cross_zone_enabled', values: ['true', 'false', 'use_load_balancer_configuration'] },
  { type: 'aws_lb_target_group', path: 'stickiness.type', values: ['app_cookie', 'lb_cookie', 'source_ip', 'source_ip_dest_ip', 'source_ip_dest_ip_proto'] },
  { type: 'aws_wafv2_web_acl', path: 'scope', values: scopes },
  { type: 'aws_wafv2_rule_group', path: 'scope', values: scopes },
  { type: 'aws_wafv2_ip_set', path: 'scope', values: scopes },
  { type: 'aws_wafv2_ip_set', path: 'ip_address_version', values: ['IPV4', 'IPV6'] },
  { type: 'aws_wafv2_regex_pattern_set', path: 'scope', values: scopes },
  { type: 'aws_vpc_endpoint', path: 'vpc_endpoint_type', values: ['Interface', 'Gateway', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork'] },
  { type: 'aws_ssm_parameter', path: 'type', values: ['String', 'StringList', 'SecureString'] },
  { type: 'aws_ssm_parameter', path: 'tier', values: ['Standard', 'Advanced', 'Intelligent-Tiering'] },
  { type: 'aws_ecr_repository', path: 'image_tag_mutability', values: ['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'] },
  { type: 'aws_route53_record', path: 'type', values: ['A', 'AAAA', 'CAA', 'CNAME', 'DS', 'HTTPS', 'MX', 'NAPTR', 'NS', 'PTR', 'SOA', 'SPF', 'SRV', 'SSHFP', 'SVCB', 'TLSA', 'TXT'] },
  { type: 'aws_network_acl_rule', path: 'rule_action', values: ['allow', 'deny'], anyCase: true },
  { type: 'aws_security_group_rule', path: 'type', values: ['ingress', 'egress'] },
  { type: 'aws_ec2_transit_gateway_vpc_attachment', path: 'appliance_mode_support', values: enableDisable },
  { type: 'aws_ec2_transit_gateway_vpc_attachment', path: 'dns_support', values: enableDisable },
  { type: 'aws_networkfirewall_rule_group', path: 'type', values: ['STATELESS', 'STATEFUL'] },
  { type: 'aws_lb_target_group', path: 'load_balancing_anomaly_mitigation', values: offOn },
];

/** Arguments of which one, and no two, may be said; `none`: or none. */
export interface Choice {
  readonly type: string;
  readonly of: readonly string[];
  readonly none?: true;
}

export const choices: readonly Choice[] = [
  { type: 'aws_lb', of: ['subnet_mapping', 'subnets'] },
  { type: 'aws_lb', of: ['name', 'name_prefix'], none: true },
  { type: 'aws_lb_target_group', of: ['name', 'name_prefix'], none: true },
  { type: 'aws_security_group', of: ['name', 'name_prefix'], none: true },
  { type: 'aws_iam_role', of: ['name', 'name_prefix'], none: true },
  { type: 'aws_iam_policy', of: ['name', 'name_prefix'], none: true },
  { type: 'aws_cloudwatch_log_group', of: ['name', 'name_prefix'], none: true },
  { type: 'aws_s3_bucket', of: ['bucket', 'bucket_prefix'], none: true },
  { type: 'aws_route_table_association', of: ['gateway_id', 'subnet_id'] },
  { type: 'aws_flow_log', of: ['eni_id', 'regional_nat_gateway_id', 'subnet_id', 'transit_gateway_attachment_id', 'transit_gateway_id', 'vpc_id'] },
  { type: 'aws_ssm_parameter', of: ['insecure_value', 'value', 'value_wo'] },
];
