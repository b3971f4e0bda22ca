import { describe, expect, test } from 'vitest';
import { estateOf } from '../../../resource/estate.ts';
import type { JsonObject, Resource } from '../../../resource/resource.ts';
import { refusalsIn } from './refusals.ts';
import { twiceWrittenIn } from './twice-written.ts';

function planned(type: string, name: string, body: JsonObject, unknown: readonly string[] = []): Resource {
  return { scope: 'default', type, name, body: { ...body, unknown_after_apply: unknown }, locate: () => undefined };
}

function messages(...resources: readonly Resource[]): readonly string[] {
  return refusalsIn(estateOf(resources).estate).map(({ resource, path, message }) => `${resource.name} ${path.join('.')}: ${message}`);
}

const listener = { load_balancer_arn: '${aws_lb.edge.arn}', port: 443, protocol: 'HTTPS', default_action: [{ type: 'fixed-response' }], certificate_arn: 'arn:aws:acm:eu-west-1:1:certificate/a' };
const group = { name: 'pods', port: 80, protocol: 'HTTP', vpc_id: '${aws_vpc.main.id}', target_type: 'ip' };
const vpc = planned('aws_vpc', 'main', { cidr_block: '10.0.0.0/16' }, ['id']);

describe('what ends an apply', () => {
  test('names of load balancers and target groups', () => {
    expect(messages(planned('aws_lb', 'a', { name: 'internal-shop' }), planned('aws_lb', 'b', { name: 'x'.repeat(33) }), planned('aws_lb', 'c', { name: 'shop-edge' }), planned('aws_lb_target_group', 'd', { ...group, name: '-pods' }), planned('aws_lb_target_group', 'e', { ...group, name: '', name_prefix: 'shop-pods' }))).toEqual([
      'a name: the name of a load balancer does not begin with internal-',
      'b name: the name of a load balancer has at most 32 characters; this one has 33',
      'd name: the name of a target group has letters, digits and hyphens, none of these first or last; "-pods" is another',
      'e name_prefix: a name_prefix has at most 6 characters; this one has 9',
    ]);
  });

  test('a listener of HTTPS without a certificate, and a certificate that is known after apply is one', () => {
    const { certificate_arn: _, ...bare } = listener;
    expect(messages(planned('aws_lb_listener', 'bare', bare), planned('aws_lb_listener', 'later', { ...bare, port: 444 }, ['certificate_arn']), planned('aws_lb_listener', 'plain', { ...listener, port: 80, protocol: 'HTTP' }), planned('aws_lb_listener', 'far', { ...listener, port: 70_000 }))).toEqual([
      'bare protocol: a listener of HTTPS needs certificate_arn; AWS says "A certificate must be specified for HTTPS listeners"',
      'plain certificate_arn: a listener of HTTP takes no certificate',
      'far port: a port is from 1 to 65535; 70000 stands here',
    ]);
  });

  test('a priority that two rules of a listener have is told of one of them', () => {
    const rule = { listener_arn: '${aws_lb_listener.l.arn}', priority: 10, action: [{ type: 'forward' }], condition: [{}] };
    expect(messages(planned('aws_lb_listener_rule', 'a', rule), planned('aws_lb_listener_rule', 'b', rule), planned('aws_lb_listener_rule', 'c', { ...rule, listener_arn: 'other' }), planned('aws_lb_listener_rule', 'd', { ...rule, priority: 50_001 }))).toEqual([
      `b priority: aws_lb_listener_rule.a of the same listener has priority 10, too; AWS says "Priority '10' is currently in use"`,
      'd priority: the priority of a rule is from 1 to 50000; 50001 stands here',
    ]);
  });

  test('a TCP health check has neither path nor matcher', () => {
    expect(messages(planned('aws_lb_target_group', 'g', { ...group, protocol: 'TCP', health_check: [{ protocol: 'TCP', path: '/healthz', matcher: '', port: '99999' }] }))).toEqual([
      'g health_check.0.path: a TCP health check has no path; the provider refuses it beside protocol TCP',
      'g health_check.0.port: a port is from 1 to 65535; 99999 stands here',
    ]);
  });

  test('an Application Load Balancer is a target of TCP, on a port on which it listens', () => {
    const inner = { name: 'inner', port: 443, protocol: 'TCP', vpc_id: '${aws_vpc.main.id}', target_type: 'alb' };
    const attached = { target_group_arn: '${aws_lb_target_group.g.arn}', target_id: '${aws_lb.app.arn}' };
    const listener = planned('aws_lb_listener', 'l', { load_balancer_arn: '${aws_lb.app.arn}', port: 80, protocol: 'HTTP', default_action: [{ type: 'fixed-response', fixed_response: [{ content_type: 'text/plain', status_code: '200' }] }] });
    expect(messages(planned('aws_lb_target_group', 'g', { ...inner, protocol: 'TLS' }))).toEqual(['g protocol: a target group of type alb has protocol TCP, and no other; TLS stands here']);
    expect(messages(planned('aws_lb', 'app', { name: 'app' }), listener, planned('aws_lb_target_group', 'g', inner), planned('aws_lb_target_group_attachment', 't', attached))).toEqual(['t target_id: aws_lb.app has no listener on port 443, the port of the target group; it listens on 80']);
    expect(messages(planned('aws_lb', 'app', { name: 'app' }), listener, planned('aws_lb_target_group', 'g', { ...inner, port: 80 }), planned('aws_lb_target_group_attachment', 't', attached))).toEqual([]);
  });

  test('a target outside of the VPC of its group says availability_zone', () => {
    const attached = { target_group_arn: '${aws_lb_target_group.g.arn}', target_id: '10.9.0.5', port: 80 };
    const all = [vpc, planned('aws_lb_target_group', 'g', group)];
    expect(messages(...all, planned('aws_lb_target_group_attachment', 't', attached))).toEqual(['t target_id: 10.9.0.5 is outside of main (10.0.0.0/16), the VPC of the target group, and needs availability_zone = "all"']);
    expect(messages(...all, planned('aws_lb_target_group_attachment', 't', { ...attached, availability_zone: 'all' }), planned('aws_lb_target_group_attachment', 'u', { ...attached, target_id: '10.0.3.4' }))).toEqual([]);
  });

  test('priorities of a web ACL differ, and groups take override_action', () => {
    const acl = (...rules: readonly JsonObject[]): JsonObject => ({ scope: 'REGIONAL', default_action: [{ allow: [{}] }], visibility_config: [{}], rule: rules });
    const statement = [{ geo_match_statement: [{}] }];
    expect(messages(planned('aws_wafv2_web_acl', 'w', acl({ name: 'a', priority: 1, action: [{}], statement }, { name: 'b', priority: 1, override_action: [{}], statement }, { name: 'c', priority: 2, action: [{}], statement: [{ managed_rule_group_statement: [{}] }] })))).toEqual([
      'w rule.1.priority: the rules a and b have priority 1, and all priorities have to differ',
      'w rule.1.override_action: the rule b refers to no rule group, and takes action, not override_action; AWS says "You have used none or multiple values for a field that requires exactly one value., field: RULE"',
      'w rule.2.action: the rule c refers to a rule group, and takes override_action, not action; AWS says "You have used none or multiple values for a field that requires exactly one value., field: RULE"',
    ]);
  });

  test('rules of groups and network ACLs, routes and records', () => {
    const rule = { security_group_id: 'sg-1', ip_protocol: 'tcp', from_port: 443, to_port: 80, cidr_ipv4: '10.0.0.0/8' };
    const entry = { network_acl_id: '${aws_network_acl.n.id}', rule_number: 100, protocol: '6', rule_action: 'allow', egress: false };
    expect(messages(
      planned('aws_vpc_security_group_ingress_rule', 'a', rule),
      planned('aws_vpc_security_group_ingress_rule', 'b', { ...rule, ip_protocol: '-1', to_port: 443, referenced_security_group_id: 'sg-2' }),
      planned('aws_vpc_security_group_ingress_rule', 'c', { security_group_id: 'sg-1', ip_protocol: '-1' }, ['referenced_security_group_id']),
      planned('aws_network_acl_rule', 'd', entry), planned('aws_network_acl_rule', 'e', entry), planned('aws_network_acl_rule', 'f', { ...entry, rule_number: 32_767 }),
      planned('aws_route', 'g', { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0' }),
      planned('aws_route53_record', 'h', { zone_id: 'Z1', name: 'a', type: 'A', alias: [{}], records: ['10.0.0.1'] }),
    )).toEqual([
      'a from_port: from_port 443 is above to_port 80',
      'b referenced_security_group_id: a rule of a security group has one source, and this one has cidr_ipv4 and referenced_security_group_id',
      'b from_port: a rule for every protocol (ip_protocol "-1") takes no ports; the provider refuses from_port and to_port beside it',
      'e rule_number: aws_network_acl_rule.d has entry 100 of the same network ACL and direction; AWS says "The network acl entry identified by 100 already exists"',
      'f rule_number: an entry of a network ACL has a number from 1 to 32766; 32767 stands here',
      'g : a route has one target, and nothing says it: write one of carrier_gateway_id, core_network_arn, egress_only_gateway_id, gateway_id, local_gateway_id, nat_gateway_id, network_interface_id, transit_gateway_id, vpc_endpoint_id, vpc_peering_connection_id',
      'h records: a record has an alias or records, and this one has both',
    ]);
  });

  test('what AWS has described is not looked at, nor what a data source found', () => {
    const { unknown_after_apply: _, ...described } = planned('aws_lb', 'a', { name: 'internal-x' }).body;
    expect(messages({ ...planned('aws_lb', 'a', {}), body: described }, planned('aws_lb', 'data.b', { name: 'internal-x' }))).toEqual([]);
  });
});

test('rules that stand in a group and in resources of their own', () => {
  const rule = planned('aws_vpc_security_group_ingress_rule', 'r', { security_group_id: '${aws_security_group.g.id}', ip_protocol: '-1' });
  const written = (body: JsonObject): readonly string[] => twiceWrittenIn(estateOf([planned('aws_security_group', 'g', body), rule]).estate).map(({ owner, argument, other }) => `${owner.name} ${argument} ${other.name}`);
  expect(written({ ingress: [{ from_port: 80 }] })).toEqual(['g ingress r']);
  expect(written({ egress: [{ from_port: 0 }] })).toEqual([]);
});
