import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import { members, textOf, type Attribute } from './described.ts';

/**
 * Keys of describe-*-attributes and the argument of the provider that sets the same, `block.argument` where it stands in a
 * block. Sources: ELBv2 API reference (LoadBalancerAttribute, ListenerAttribute, TargetGroupAttribute); AWS provider 6.25.
 */
const loadBalancer: Readonly<Record<string, string>> = {
  'access_logs.s3.bucket': 'access_logs.bucket',
  'access_logs.s3.enabled': 'access_logs.enabled',
  'access_logs.s3.prefix': 'access_logs.prefix',
  'client_keep_alive.seconds': 'client_keep_alive',
  'connection_logs.s3.bucket': 'connection_logs.bucket',
  'connection_logs.s3.enabled': 'connection_logs.enabled',
  'connection_logs.s3.prefix': 'connection_logs.prefix',
  'deletion_protection.enabled': 'enable_deletion_protection',
  'dns_record.client_routing_policy': 'dns_record_client_routing_policy',
  'idle_timeout.timeout_seconds': 'idle_timeout',
  'load_balancing.cross_zone.enabled': 'enable_cross_zone_load_balancing',
  'routing.http.desync_mitigation_mode': 'desync_mitigation_mode',
  'routing.http.drop_invalid_header_fields.enabled': 'drop_invalid_header_fields',
  'routing.http.preserve_host_header.enabled': 'preserve_host_header',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'enable_tls_version_and_cipher_suite_headers',
  'routing.http.xff_client_port.enabled': 'enable_xff_client_port',
  'routing.http.xff_header_processing.mode': 'xff_header_processing_mode',
  'routing.http2.enabled': 'enable_http2',
  'secondary_ips.auto_assigned.per_subnet': 'secondary_ips_auto_assigned_per_subnet',
  'waf.fail_open.enabled': 'enable_waf_fail_open',
  'zonal_shift.config.enabled': 'enable_zonal_shift',
};

const targetGroup: Readonly<Record<string, string>> = {
  'deregistration_delay.connection_termination.enabled': 'connection_termination',
  'deregistration_delay.timeout_seconds': 'deregistration_delay',
  'lambda.multi_value_headers.enabled': 'lambda_multi_value_headers_enabled',
  'load_balancing.algorithm.anomaly_mitigation': 'load_balancing_anomaly_mitigation',
  'load_balancing.algorithm.type': 'load_balancing_algorithm_type',
  'load_balancing.cross_zone.enabled': 'load_balancing_cross_zone_enabled',
  'preserve_client_ip.enabled': 'preserve_client_ip',
  'proxy_protocol_v2.enabled': 'proxy_protocol_v2',
  'slow_start.duration_seconds': 'slow_start',
  'stickiness.enabled': 'stickiness.enabled',
  'stickiness.type': 'stickiness.type',
  'stickiness.app_cookie.cookie_name': 'stickiness.cookie_name',
  'target_failover.on_deregistration': 'target_failover.on_deregistration',
  'target_failover.on_unhealthy': 'target_failover.on_unhealthy',
  'target_group_health.dns_failover.minimum_healthy_targets.count': 'target_group_health.dns_failover.minimum_healthy_targets_count',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'target_group_health.dns_failover.minimum_healthy_targets_percentage',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': 'target_group_health.unhealthy_state_routing.minimum_healthy_targets_count',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'target_group_health.unhealthy_state_routing.minimum_healthy_targets_percentage',
  'target_health_state.unhealthy.connection_termination.enabled': 'target_health_state.enable_unhealthy_connection_termination',
  'target_health_state.unhealthy.draining_interval_seconds': 'target_health_state.unhealthy_draining_interval',
};

/** What describe-load-balancer-attributes, -target-group-attributes or -listener-attributes says, as arguments of the provider. */
export function attributesSaid(of: string, value: Json | undefined): readonly Attribute[] {
  const said = pairsOf(value);
  const arguments_ = said.flatMap(({ key, step }) => {
    const argument = argumentOf(of, key, said);
    return argument === undefined ? [] : [{ argument: argument.split('.'), step }];
  });
  const first = [...new Set(arguments_.map(({ argument }) => argument[0]!))];
  return first.map((to): Attribute => {
    const mine = arguments_.filter(({ argument }) => argument[0] === to);
    if (mine.length === 1 && mine[0]!.argument.length === 1) return { to, from: ['Attributes', ...mine[0]!.step], as: typed };
    return {
      to,
      from: ['Attributes'],
      as: (all) => [blockOf(pairsOf(all).flatMap(({ key, text }) => {
        const argument = argumentOf(of, key, said)?.split('.');
        return argument?.[0] === to ? [{ steps: argument.slice(1), value: typed(text) }] : [];
      }))],
      place: (_, [, ...rest]) => mine.find(({ argument }) => argument.slice(1).join('.') === rest.filter((step) => typeof step === 'string').join('.'))?.step ?? [],
    };
  });
}

interface Pair {
  readonly key: string;
  readonly text: string;
  readonly step: readonly (string | number)[];
}

/** AWS lists `{ Key, Value }`; a map of them is what scripts make of it. */
function pairsOf(value: Json | undefined): readonly Pair[] {
  if (value !== undefined && isObject(value)) return Object.entries(value).map(([key, said]) => ({ key, text: String(said), step: [key] }));
  return members(value).flatMap(({ Key: key, Value: said }, index) => (typeof key === 'string' && said !== undefined && said !== null ? [{ key, text: String(said), step: [index, 'Value'] }] : []));
}

function argumentOf(of: string, key: string, said: readonly Pair[]): string | undefined {
  if (of.includes(':listener/')) return key.replaceAll('.', '_');
  if (of.includes(':targetgroup/')) {
    // One of two durations counts: that of the cookie which is in use.
    const type = said.find((pair) => pair.key === 'stickiness.type')?.text ?? 'lb_cookie';
    return key === `stickiness.${type}.duration_seconds` ? 'stickiness.cookie_duration' : targetGroup[key];
  }
  // Not an attribute to AWS, which answers it with the load balancer, but an argument all the same.
  return loadBalancer[key];
}

function blockOf(said: readonly { readonly steps: readonly string[]; readonly value: Json }[]): JsonObject {
  const heads = [...new Set(said.map(({ steps }) => steps[0]!))];
  return Object.fromEntries(heads.map((head) => {
    const mine = said.filter(({ steps }) => steps[0] === head);
    return [head, mine[0]!.steps.length === 1 ? mine[0]!.value : [blockOf(mine.map(({ steps, value }) => ({ steps: steps.slice(1), value })))]];
  }));
}

/** AWS writes every value as a text. */
function typed(value: Json): Json {
  const text = textOf(value) ?? '';
  return text === 'true' ? true : text === 'false' ? false : /^\d{1,9}$/.test(text) ? Number(text) : value;
}
