/**
 * Which version of hashicorp/aws an argument or a type came with, or went with. Sources, read in November 2026: upgrade guides of
 * versions 5 and 6; CHANGELOG of the provider (5.9.0, 5.10.0, 6.24.0, 6.25.0); for single arguments what modules that need them ask
 * for: terraform-aws-modules/terraform-aws-security-group issue 348 (4.56.0), cloudposse/terraform-aws-nlb pull request 90 (5.30.0),
 * cloudposse/terraform-aws-alb pull requests 189 (5.46.0) and 201 (5.99.0), terraform-provider-aws issue 31567 (aws_eip).
 */
export interface Came {
  readonly type: string;
  /** Names of blocks and of the argument; absent: the type itself. */
  readonly path?: string;
  readonly version: string;
}

export const came: readonly Came[] = [
  { type: 'aws_vpc_security_group_ingress_rule', version: '4.56.0' },
  { type: 'aws_vpc_security_group_egress_rule', version: '4.56.0' },
  { type: 'aws_eip', path: 'domain', version: '5.0.0' },
  { type: 'aws_wafv2_web_acl', path: 'association_config', version: '5.9.0' },
  { type: 'aws_nat_gateway', path: 'secondary_allocation_ids', version: '5.10.0' },
  { type: 'aws_nat_gateway', path: 'secondary_private_ip_addresses', version: '5.10.0' },
  { type: 'aws_nat_gateway', path: 'secondary_private_ip_address_count', version: '5.10.0' },
  { type: 'aws_lb', path: 'enforce_security_group_inbound_rules_on_private_link_traffic', version: '5.30.0' },
  { type: 'aws_lb', path: 'client_keep_alive', version: '5.46.0' },
  { type: 'aws_lb', path: 'minimum_load_balancer_capacity', version: '5.99.0' },
  { type: 'aws_nat_gateway', path: 'availability_mode', version: '6.24.0' },
  { type: 'aws_lb', path: 'health_check_logs', version: '6.25.0' },
  { type: 'aws_lb_target_group', path: 'target_control_port', version: '6.25.0' },
  { type: 'aws_flow_log', path: 'regional_nat_gateway_id', version: '6.25.0' },
  { type: 'aws_route53_zone', path: 'enable_accelerated_recovery', version: '6.25.0' },
  { type: 'aws_ec2_transit_gateway', path: 'encryption_support', version: '6.25.0' },
  { type: 'aws_cloudwatch_log_group', path: 'deletion_protection_enabled', version: '6.25.0' },
];

/** The version that gave nearly every resource `region`; these had one before (upgrade guide of version 6). */
export const regionSince = '6.0.0';
export const regionBefore: ReadonlySet<string> = new Set(['aws_cloudformation_stack_set_instance', 'aws_config_aggregate_authorization', 'aws_dx_hosted_connection', 'aws_servicequotas_template', 'aws_ssmincidents_replication_set', 'aws_s3_bucket']);

export interface Went extends Came {
  /** What is written instead. */
  readonly instead?: string;
}

export const went: readonly Went[] = [
  { type: 'aws_eip', path: 'vpc', version: '6.0.0', instead: 'domain = "vpc"' },
  { type: 'aws_flow_log', path: 'log_group_name', version: '6.0.0', instead: 'log_destination' },
  { type: 'aws_instance', path: 'cpu_core_count', version: '6.0.0', instead: 'cpu_options' },
  { type: 'aws_instance', path: 'cpu_threads_per_core', version: '6.0.0', instead: 'cpu_options' },
  { type: 'aws_eks_addon', path: 'resolve_conflicts', version: '6.0.0', instead: 'resolve_conflicts_on_create and resolve_conflicts_on_update' },
  { type: 'aws_dx_gateway_association', path: 'vpn_gateway_id', version: '6.0.0', instead: 'associated_gateway_id' },
  { type: 'aws_launch_template', path: 'elastic_gpu_specifications', version: '6.0.0' },
  { type: 'aws_launch_template', path: 'elastic_inference_accelerator', version: '6.0.0' },
  { type: 'aws_ecs_task_definition', path: 'inference_accelerator', version: '6.0.0' },
  { type: 'aws_api_gateway_deployment', path: 'stage_name', version: '6.0.0', instead: 'aws_api_gateway_stage' },
  { type: 'aws_api_gateway_deployment', path: 'stage_description', version: '6.0.0', instead: 'aws_api_gateway_stage' },
  { type: 'aws_api_gateway_deployment', path: 'canary_settings', version: '6.0.0', instead: 'aws_api_gateway_stage' },
  { type: 'aws_batch_compute_environment', path: 'compute_environment_name', version: '6.0.0', instead: 'name' },
  { type: 'aws_batch_job_queue', path: 'compute_environments', version: '6.0.0', instead: 'compute_environment_order' },
  { type: 'aws_guardduty_organization_configuration', path: 'auto_enable', version: '6.0.0', instead: 'auto_enable_organization_members' },
  { type: 'aws_redshift_cluster', path: 'snapshot_copy', version: '6.0.0', instead: 'aws_redshift_snapshot_copy' },
  { type: 'aws_redshift_cluster', path: 'logging', version: '6.0.0', instead: 'aws_redshift_logging' },
  { type: 'aws_vpc', path: 'enable_classiclink', version: '5.0.0' },
  { type: 'aws_vpc', path: 'enable_classiclink_dns_support', version: '5.0.0' },
  { type: 'aws_default_vpc', path: 'enable_classiclink', version: '5.0.0' },
  { type: 'aws_autoscaling_group', path: 'tags', version: '5.0.0', instead: 'tag' },
  { type: 'aws_ecs_cluster', path: 'capacity_providers', version: '5.0.0', instead: 'aws_ecs_cluster_capacity_providers' },
  { type: 'aws_ecs_cluster', path: 'default_capacity_provider_strategy', version: '5.0.0', instead: 'aws_ecs_cluster_capacity_providers' },
  { type: 'aws_secretsmanager_secret', path: 'rotation_lambda_arn', version: '5.0.0', instead: 'aws_secretsmanager_secret_rotation' },
  { type: 'aws_secretsmanager_secret', path: 'rotation_rules', version: '5.0.0', instead: 'aws_secretsmanager_secret_rotation' },
  { type: 'aws_wafv2_web_acl', path: 'rule.statement.managed_rule_group_statement.excluded_rule', version: '5.0.0', instead: 'rule_action_override' },
  { type: 'aws_wafv2_web_acl', path: 'rule.statement.rule_group_reference_statement.excluded_rule', version: '5.0.0', instead: 'rule_action_override' },
  { type: 'aws_wafv2_web_acl_logging_configuration', path: 'redacted_fields.all_query_arguments', version: '5.0.0' },
  { type: 'aws_wafv2_web_acl_logging_configuration', path: 'redacted_fields.body', version: '5.0.0' },
  { type: 'aws_wafv2_web_acl_logging_configuration', path: 'redacted_fields.single_query_argument', version: '5.0.0' },
  { type: 'aws_redshift_service_account', version: '6.0.0' },
  { type: 'aws_simpledb_domain', version: '6.0.0' },
  { type: 'aws_worklink_fleet', version: '6.0.0' },
  { type: 'aws_worklink_website_certificate_authority_association', version: '6.0.0' },
  { type: 'aws_db_security_group', version: '5.0.0' },
  { type: 'aws_elasticache_security_group', version: '5.0.0' },
  { type: 'aws_redshift_security_group', version: '5.0.0' },
];
