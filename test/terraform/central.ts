import type { Json, JsonObject } from '../../src/resource/resource.ts';
import { planOf, refer, type Planned } from './plan.ts';

const zones = ['a', 'b', 'c'] as const;

/** The account that clients reach: ALB, WAF and an endpoint in three zones, as a plan before anything is there. */
export function centralPlan(): JsonObject {
  return planOf({
    resources: {
      'module.net.aws_vpc.this': { values: { cidr_block: '10.12.0.0/16' }, unknown: { id: true, arn: true } },
      'module.net.aws_internet_gateway.this': { unknown: { id: true, vpc_id: true }, expressions: { vpc_id: refer('aws_vpc.this.id') } },
      ...perZone((zone, index) => [`module.net.aws_subnet.public["${zone}"]`, { values: { availability_zone: `eu-west-1${zone}`, cidr_block: `10.12.${index * 2}.0/23` }, unknown: { id: true, vpc_id: true }, each: refer('var.public'), expressions: { vpc_id: refer('aws_vpc.this.id'), cidr_block: refer('each.value') } }]),
      ...perZone((zone, index) => [`module.net.aws_subnet.inner["${zone}"]`, { values: { availability_zone: `eu-west-1${zone}`, cidr_block: `10.12.${index * 2 + 10}.0/23` }, unknown: { id: true, vpc_id: true }, each: refer('var.inner'), expressions: { vpc_id: refer('aws_vpc.this.id') } }]),
      'module.net.aws_route_table.public': { values: { route: [{ cidr_block: '0.0.0.0/0', nat_gateway_id: '', vpc_endpoint_id: '' }] }, unknown: { id: true, vpc_id: true, route: [{ gateway_id: true }] }, expressions: { vpc_id: refer('aws_vpc.this.id'), route: refer('aws_internet_gateway.this.id') } },
      ...perZone((zone) => [`module.net.aws_route_table_association.public["${zone}"]`, { unknown: { id: true, subnet_id: true, route_table_id: true }, each: refer('aws_subnet.public'), expressions: { subnet_id: { references: ['each.value.id', 'each.value'] }, route_table_id: refer('aws_route_table.public.id') } }]),
      'aws_security_group.alb': { values: { name: 'alb' }, unknown: { id: true, vpc_id: true, ingress: true, egress: true }, expressions: { vpc_id: refer('module.net.vpc_id') } },
      'aws_security_group.endpoint': { values: { name: 'endpoint' }, unknown: { id: true, vpc_id: true, ingress: true, egress: true }, expressions: { vpc_id: refer('module.net.vpc_id') } },
      'aws_vpc_security_group_ingress_rule.https': rule('alb', { cidr_ipv4: '0.0.0.0/0' }),
      'aws_vpc_security_group_egress_rule.alb': rule('alb', {}, 'endpoint'),
      'aws_vpc_security_group_ingress_rule.endpoint': rule('endpoint', {}, 'alb'),
      'aws_vpc_endpoint.service': { values: { vpc_endpoint_type: 'Interface', service_name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60718' }, unknown: { id: true, vpc_id: true, subnet_ids: true, security_group_ids: true, network_interface_ids: true, dns_entry: true }, expressions: { vpc_id: refer('module.net.vpc_id'), subnet_ids: refer('module.net.inner_ids'), security_group_ids: refer('aws_security_group.endpoint.id') } },
      ...perZone((_, index) => [`data.aws_network_interface.endpoint[${index}]`, { actions: ['read'], unknown: { id: true, private_ip: true }, each: { constant_value: 3 }, expressions: { id: { references: ['aws_vpc_endpoint.service.network_interface_ids', 'aws_vpc_endpoint.service', 'count.index'] } } }]),
      'aws_lb.edge': { values: { name: 'edge', internal: false, load_balancer_type: 'application' }, unknown: { id: true, arn: true, dns_name: true, zone_id: true, vpc_id: true, subnets: true, security_groups: true }, expressions: { subnets: refer('module.net.public_ids'), security_groups: refer('aws_security_group.alb.id') } },
      'aws_lb_target_group.service': { values: { name: 'service', port: 443, protocol: 'HTTPS', target_type: 'ip', health_check: [{ protocol: 'HTTPS', path: '/healthz', matcher: '200-399', port: 'traffic-port' }] }, unknown: { id: true, arn: true, vpc_id: true }, expressions: { vpc_id: refer('module.net.vpc_id') } },
      ...perZone((_, index) => [`aws_lb_target_group_attachment.service[${index}]`, { values: { port: 443 }, unknown: { id: true, target_group_arn: true, target_id: true }, each: { constant_value: 3 }, expressions: { target_group_arn: refer('aws_lb_target_group.service.arn'), target_id: refer('data.aws_network_interface.endpoint', 'count.index') } }]),
      'aws_acm_certificate.shop': { values: { domain_name: 'shop.example.com' }, unknown: { id: true, arn: true } },
      'aws_acm_certificate_validation.shop': { unknown: { id: true, certificate_arn: true }, expressions: { certificate_arn: refer('aws_acm_certificate.shop.arn') } },
      'aws_lb_listener.https': { values: { port: 443, protocol: 'HTTPS', ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', default_action: [{ type: 'forward', target_group_arn: null }] }, unknown: { id: true, arn: true, load_balancer_arn: true, certificate_arn: true, default_action: [{ target_group_arn: true }] }, expressions: { load_balancer_arn: refer('aws_lb.edge.arn'), certificate_arn: refer('aws_acm_certificate_validation.shop.certificate_arn'), default_action: [{ type: { constant_value: 'forward' }, target_group_arn: refer('aws_lb_target_group.service.arn') }] } },
      'aws_wafv2_web_acl.edge': { values: { name: 'edge', scope: 'REGIONAL', default_action: [{ allow: [{}], block: [] }], visibility_config: [{}], rule: [{ name: 'block', priority: 1, action: [{ block: [{}] }], override_action: [], statement: [{ geo_match_statement: [{ country_codes: ['XX'] }] }] }] }, unknown: { id: true, arn: true } },
      'aws_wafv2_web_acl_association.edge': { unknown: { id: true, resource_arn: true, web_acl_arn: true }, expressions: { resource_arn: refer('aws_lb.edge.arn'), web_acl_arn: refer('aws_wafv2_web_acl.edge.arn') } },
      'aws_route53_record.shop': { values: { zone_id: 'Z0123456789', name: 'shop.example.com', type: 'A', alias: [{ evaluate_target_health: true }] }, unknown: { id: true, alias: [{ name: true, zone_id: true }] }, expressions: { alias: [{ name: refer('aws_lb.edge.dns_name'), zone_id: refer('aws_lb.edge.zone_id') }] } },
    },
    modules: { 'module.net': { expressions: { public: refer('local.public'), inner: refer('local.inner') }, outputs: { vpc_id: ['aws_vpc.this.id'], public_ids: ['aws_subnet.public'], inner_ids: ['aws_subnet.inner'] } } },
    providers: { aws: { name: 'aws', expressions: { region: { constant_value: 'eu-west-1' }, assume_role: [{ role_arn: { constant_value: 'arn:aws:iam::111111111111:role/deploy' } }] } } },
    looked: { 'data.aws_route53_zone.main': { id: 'Z0123456789', zone_id: 'Z0123456789', name: 'example.com' } },
  });
}

/** The account of the cluster: an internal NLB and the endpoint service on it. */
export function servicePlan(): JsonObject {
  return planOf({
    resources: {
      'aws_vpc.this': { values: { id: 'vpc-0aa', cidr_block: '10.11.0.0/16' }, actions: ['no-op'] },
      ...perZone((zone, index) => [`aws_subnet.private["${zone}"]`, { values: { id: `subnet-0${zone}`, vpc_id: 'vpc-0aa', availability_zone: `eu-west-1${zone}`, cidr_block: `10.11.${index * 8}.0/21` }, actions: ['no-op'] }]),
      'aws_lb.nlb': { values: { name: 'nginx', internal: true, load_balancer_type: 'network', subnets: ['subnet-0a', 'subnet-0b', 'subnet-0c'] }, unknown: { id: true, arn: true, dns_name: true }, expressions: { subnets: refer('aws_subnet.private') } },
      'aws_lb_target_group.nginx': { values: { name: 'nginx', port: 443, protocol: 'TCP', target_type: 'ip', vpc_id: 'vpc-0aa', health_check: [{ protocol: 'TCP', port: 'traffic-port', path: '', matcher: '' }] }, unknown: { id: true, arn: true }, expressions: { vpc_id: refer('aws_vpc.this.id') } },
      'aws_lb_listener.tcp': { values: { port: 443, protocol: 'TCP', default_action: [{ type: 'forward' }] }, unknown: { id: true, arn: true, load_balancer_arn: true, default_action: [{ target_group_arn: true }] }, expressions: { load_balancer_arn: refer('aws_lb.nlb.arn'), default_action: [{ type: { constant_value: 'forward' }, target_group_arn: refer('aws_lb_target_group.nginx.arn') }] } },
      'aws_vpc_endpoint_service.nginx': { values: { acceptance_required: false }, unknown: { id: true, service_name: true, network_load_balancer_arns: true, allowed_principals: true }, expressions: { network_load_balancer_arns: refer('aws_lb.nlb.arn') } },
      'aws_vpc_endpoint_service_allowed_principal.central': { values: { principal_arn: 'arn:aws:iam::111111111111:root' }, unknown: { id: true, vpc_endpoint_service_id: true }, expressions: { vpc_endpoint_service_id: refer('aws_vpc_endpoint_service.nginx.id') } },
      'aws_ssm_parameter.name': { provider: 'aws.central', values: { name: 'vpces-service-name-connectionv1', type: 'String' }, unknown: { value: true }, sensitive: { value: true }, expressions: { value: refer('aws_vpc_endpoint_service.nginx.service_name') } },
    },
    providers: {
      aws: { name: 'aws', expressions: { region: { constant_value: 'eu-west-1' }, assume_role: [{ role_arn: { constant_value: 'arn:aws:iam::222222222222:role/deploy' } }] } },
      'aws.central': { name: 'aws', alias: 'central', expressions: { region: { constant_value: 'eu-west-1' }, assume_role: [{ role_arn: { constant_value: 'arn:aws:iam::111111111111:role/parameters' } }] } },
    },
  });
}

function perZone(made: (zone: string, index: number) => readonly [string, Planned]): { readonly [address: string]: Planned } {
  return Object.fromEntries(zones.map(made));
}

function rule(of: string, values: JsonObject, from?: string): Planned {
  const referred: { readonly [key: string]: Json } = from === undefined ? {} : { referenced_security_group_id: true };
  return { values: { ip_protocol: 'tcp', from_port: 443, to_port: 443, ...values }, unknown: { id: true, security_group_id: true, ...referred }, expressions: { security_group_id: refer(`aws_security_group.${of}.id`), ...(from === undefined ? {} : { referenced_security_group_id: refer(`aws_security_group.${from}.id`) }) } };
}
