/**
 * Attributes of load balancers, listeners and target groups by the keys that the API and the controller's annotations use, and
 * the argument of Terraform's provider that sets the same. Sources: ELBv2 API reference (LoadBalancerAttribute,
 * ListenerAttribute, TargetGroupAttribute); AWS provider 6.25 (aws_lb, aws_lb_listener, aws_lb_target_group). Read in August 2026.
 */
export interface ElbAttribute {
  readonly key: string;
  /** Steps of the provider's argument; the second stands in a block. Absent: the provider has no argument for it. */
  readonly argument?: readonly [string] | readonly [string, string] | readonly [string, string, string];
  readonly as: 'text' | 'number' | 'flag';
}

/** Attributes of Application and Network Load Balancers. */
export const loadBalancerAttributes: readonly ElbAttribute[] = [
  { key: 'access_logs.s3.bucket', argument: ['access_logs', 'bucket'], as: 'text' },
  { key: 'access_logs.s3.enabled', argument: ['access_logs', 'enabled'], as: 'flag' },
  { key: 'access_logs.s3.prefix', argument: ['access_logs', 'prefix'], as: 'text' },
  { key: 'client_keep_alive.seconds', argument: ['client_keep_alive'], as: 'number' },
  { key: 'connection_logs.s3.bucket', argument: ['connection_logs', 'bucket'], as: 'text' },
  { key: 'connection_logs.s3.enabled', argument: ['connection_logs', 'enabled'], as: 'flag' },
  { key: 'connection_logs.s3.prefix', argument: ['connection_logs', 'prefix'], as: 'text' },
  { key: 'deletion_protection.enabled', argument: ['enable_deletion_protection'], as: 'flag' },
  { key: 'dns_record.client_routing_policy', argument: ['dns_record_client_routing_policy'], as: 'text' },
  { key: 'health_check_logs.s3.bucket', argument: ['health_check_logs', 'bucket'], as: 'text' },
  { key: 'health_check_logs.s3.enabled', argument: ['health_check_logs', 'enabled'], as: 'flag' },
  { key: 'health_check_logs.s3.prefix', argument: ['health_check_logs', 'prefix'], as: 'text' },
  { key: 'idle_timeout.timeout_seconds', argument: ['idle_timeout'], as: 'number' },
  { key: 'ipv6.deny_all_igw_traffic', as: 'flag' },
  { key: 'load_balancing.cross_zone.enabled', argument: ['enable_cross_zone_load_balancing'], as: 'flag' },
  { key: 'routing.http.desync_mitigation_mode', argument: ['desync_mitigation_mode'], as: 'text' },
  { key: 'routing.http.drop_invalid_header_fields.enabled', argument: ['drop_invalid_header_fields'], as: 'flag' },
  { key: 'routing.http.preserve_host_header.enabled', argument: ['preserve_host_header'], as: 'flag' },
  { key: 'routing.http.x_amzn_tls_version_and_cipher_suite.enabled', argument: ['enable_tls_version_and_cipher_suite_headers'], as: 'flag' },
  { key: 'routing.http.xff_client_port.enabled', argument: ['enable_xff_client_port'], as: 'flag' },
  { key: 'routing.http.xff_header_processing.mode', argument: ['xff_header_processing_mode'], as: 'text' },
  { key: 'routing.http2.enabled', argument: ['enable_http2'], as: 'flag' },
  { key: 'secondary_ips.auto_assigned.per_subnet', argument: ['secondary_ips_auto_assigned_per_subnet'], as: 'number' },
  { key: 'waf.fail_open.enabled', argument: ['enable_waf_fail_open'], as: 'flag' },
  { key: 'zonal_shift.config.enabled', argument: ['enable_zonal_shift'], as: 'flag' },
];

/** Attributes of listeners. */
export const listenerAttributes: readonly ElbAttribute[] = [
  { key: 'routing.http.request.x_amzn_mtls_clientcert.header_name', argument: ['routing_http_request_x_amzn_mtls_clientcert_header_name'], as: 'text' },
  { key: 'routing.http.request.x_amzn_mtls_clientcert_issuer.header_name', argument: ['routing_http_request_x_amzn_mtls_clientcert_issuer_header_name'], as: 'text' },
  { key: 'routing.http.request.x_amzn_mtls_clientcert_leaf.header_name', argument: ['routing_http_request_x_amzn_mtls_clientcert_leaf_header_name'], as: 'text' },
  { key: 'routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name', argument: ['routing_http_request_x_amzn_mtls_clientcert_serial_number_header_name'], as: 'text' },
  { key: 'routing.http.request.x_amzn_mtls_clientcert_subject.header_name', argument: ['routing_http_request_x_amzn_mtls_clientcert_subject_header_name'], as: 'text' },
  { key: 'routing.http.request.x_amzn_mtls_clientcert_validity.header_name', argument: ['routing_http_request_x_amzn_mtls_clientcert_validity_header_name'], as: 'text' },
  { key: 'routing.http.request.x_amzn_tls_cipher_suite.header_name', argument: ['routing_http_request_x_amzn_tls_cipher_suite_header_name'], as: 'text' },
  { key: 'routing.http.request.x_amzn_tls_version.header_name', argument: ['routing_http_request_x_amzn_tls_version_header_name'], as: 'text' },
  { key: 'routing.http.response.access_control_allow_credentials.header_value', argument: ['routing_http_response_access_control_allow_credentials_header_value'], as: 'text' },
  { key: 'routing.http.response.access_control_allow_headers.header_value', argument: ['routing_http_response_access_control_allow_headers_header_value'], as: 'text' },
  { key: 'routing.http.response.access_control_allow_methods.header_value', argument: ['routing_http_response_access_control_allow_methods_header_value'], as: 'text' },
  { key: 'routing.http.response.access_control_allow_origin.header_value', argument: ['routing_http_response_access_control_allow_origin_header_value'], as: 'text' },
  { key: 'routing.http.response.access_control_expose_headers.header_value', argument: ['routing_http_response_access_control_expose_headers_header_value'], as: 'text' },
  { key: 'routing.http.response.access_control_max_age.header_value', argument: ['routing_http_response_access_control_max_age_header_value'], as: 'text' },
  { key: 'routing.http.response.content_security_policy.header_value', argument: ['routing_http_response_content_security_policy_header_value'], as: 'text' },
  { key: 'routing.http.response.server.enabled', argument: ['routing_http_response_server_enabled'], as: 'flag' },
  { key: 'routing.http.response.strict_transport_security.header_value', argument: ['routing_http_response_strict_transport_security_header_value'], as: 'text' },
  { key: 'routing.http.response.x_content_type_options.header_value', argument: ['routing_http_response_x_content_type_options_header_value'], as: 'text' },
  { key: 'routing.http.response.x_frame_options.header_value', argument: ['routing_http_response_x_frame_options_header_value'], as: 'text' },
  { key: 'tcp.idle_timeout.seconds', argument: ['tcp_idle_timeout_seconds'], as: 'number' },
];

/** Attributes of target groups; stickiness is put together from several. */
export const targetGroupAttributes: readonly ElbAttribute[] = [
  { key: 'deregistration_delay.connection_termination.enabled', argument: ['connection_termination'], as: 'flag' },
  { key: 'deregistration_delay.timeout_seconds', argument: ['deregistration_delay'], as: 'number' },
  { key: 'lambda.multi_value_headers.enabled', argument: ['lambda_multi_value_headers_enabled'], as: 'flag' },
  { key: 'load_balancing.algorithm.anomaly_mitigation', argument: ['load_balancing_anomaly_mitigation'], as: 'text' },
  { key: 'load_balancing.algorithm.type', argument: ['load_balancing_algorithm_type'], as: 'text' },
  { key: 'load_balancing.cross_zone.enabled', argument: ['load_balancing_cross_zone_enabled'], as: 'text' },
  { key: 'preserve_client_ip.enabled', argument: ['preserve_client_ip'], as: 'text' },
  { key: 'proxy_protocol_v2.enabled', argument: ['proxy_protocol_v2'], as: 'flag' },
  { key: 'slow_start.duration_seconds', argument: ['slow_start'], as: 'number' },
  { key: 'stickiness.app_cookie.cookie_name', as: 'text' },
  { key: 'stickiness.app_cookie.duration_seconds', as: 'number' },
  { key: 'stickiness.enabled', as: 'flag' },
  { key: 'stickiness.lb_cookie.duration_seconds', as: 'number' },
  { key: 'stickiness.type', as: 'text' },
  { key: 'target_failover.on_deregistration', argument: ['target_failover', 'on_deregistration'], as: 'text' },
  { key: 'target_failover.on_unhealthy', argument: ['target_failover', 'on_unhealthy'], as: 'text' },
  { key: 'target_group_health.dns_failover.minimum_healthy_targets.count', argument: ['target_group_health', 'dns_failover', 'minimum_healthy_targets_count'], as: 'text' },
  { key: 'target_group_health.dns_failover.minimum_healthy_targets.percentage', argument: ['target_group_health', 'dns_failover', 'minimum_healthy_targets_percentage'], as: 'text' },
  { key: 'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count', argument: ['target_group_health', 'unhealthy_state_routing', 'minimum_healthy_targets_count'], as: 'number' },
  { key: 'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage', argument: ['target_group_health', 'unhealthy_state_routing', 'minimum_healthy_targets_percentage'], as: 'text' },
  { key: 'target_health_state.unhealthy.connection_termination.enabled', argument: ['target_health_state', 'enable_unhealthy_connection_termination'], as: 'flag' },
  { key: 'target_health_state.unhealthy.draining_interval_seconds', argument: ['target_health_state', 'unhealthy_draining_interval'], as: 'number' },
];

/** Seconds that a cookie of the load balancer holds without a word: one day (ELBv2 API reference, stickiness.lb_cookie.duration_seconds). */
export const cookieDuration = 86_400;
