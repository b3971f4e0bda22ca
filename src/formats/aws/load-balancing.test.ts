import { describe, expect, test } from 'vitest';
import type { Resource } from '../../resource/resource.ts';
import { readTexts, type TextsRead } from '../texts.ts';

const named = (files: Readonly<Record<string, unknown>>): TextsRead => readTexts(Object.entries(files).map(([name, value]) => ({ name, text: JSON.stringify(value, undefined, 1), scope: 'account' })));
const ofType = ({ resources }: TextsRead, type: string): readonly Resource[] => resources.filter((resource) => resource.type === type);
const elb = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';
const group = (name: string, id: string): string => `${elb}:targetgroup/${name}/${id}`;
const groups = { TargetGroups: [{ TargetGroupName: 'app1', TargetGroupArn: group('app1', 'cccc000000000001') }, { TargetGroupName: 'my-app1', TargetGroupArn: group('my-app1', 'cccc000000000002') }] };
const health = { TargetHealthDescriptions: [{ Target: { Id: '10.0.0.4', Port: 8080, AvailabilityZone: 'all' }, TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout' } }] };

describe('answers that do not say whose they are', () => {
  test.each([
    ['target-health-app1-cccc000000000001.json', 'app1'],
    ['describe-target-health.targetgroup_app1_cccc000000000001.json', 'app1'],
    ['health-cccc000000000002.json', 'my-app1'],
    ['target-health-app1.json', 'app1'],
    ['target-health-my-app1.json', 'my-app1'],
  ])('%s is the health of %s', (file, name) => {
    const read = named({ 'groups.json': groups, [file]: health });
    expect(read.problems).toEqual([]);
    expect(ofType(read, 'aws_lb_target_group_attachment').map(({ name: called, body }) => ({ called, ...body }))).toEqual([{ called: `${name}-10.0.0.4-8080`, target_group_arn: groups.TargetGroups.find(({ TargetGroupName: each }) => each === name)!.TargetGroupArn, target_id: '10.0.0.4', port: 8080, availability_zone: 'all', described_state: 'unhealthy', described_reason: 'Target.Timeout' }]);
  });

  test('beside it stands whose it is', () => {
    expect(ofType(named({ 'a.json': { of: group('app1', 'c1'), ...health } }), 'aws_lb_target_group_attachment').map(({ body }) => body['target_group_arn'])).toEqual([group('app1', 'c1')]);
    expect(ofType(named({ 'a.json': [{ of: group('app1', 'c1'), ...health }, { TargetGroupArn: group('app2', 'c2'), TargetHealthDescriptions: [] }] }), 'AwsAnswer').map(({ name, body }) => [name, body])).toEqual([['aws_lb_target_group_attachment:c2', { of: group('app2', 'c2') }]]);
  });

  test.each(['target-health.json', 'health-app.json', 'app1-and-others.json'])('%s is told, with both ways to say it, and the rest is read', (file) => {
    const read = named({ 'groups.json': groups, [file]: health });
    expect(read.problems.map(({ name, message, at }) => [name, message, at?.line])).toEqual([['answer-without-owner', `${file} is not read: aws elbv2 describe-target-health answers without saying of which target group. Wrap it: { "of": "arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID", "TargetHealthDescriptions": [...] }; or say it in the file's name: ...-targetgroup-NAME-ID.json`, 2]]);
    expect(ofType(read, 'aws_lb_target_group')).toHaveLength(2);
  });

  test('a load balancer and a target group of one name are told apart by the words of the file', () => {
    const both = { 'lbs.json': { LoadBalancers: [{ LoadBalancerName: 'web', LoadBalancerArn: `${elb}:loadbalancer/net/web/1` }] }, 'groups.json': { TargetGroups: [{ TargetGroupName: 'web', TargetGroupArn: group('web', '2') }] } };
    const attributes = (key: string, value: string): unknown => ({ Attributes: [{ Key: key, Value: value }] });
    const read = named({ ...both, 'load-balancer-attributes-web.json': attributes('load_balancing.cross_zone.enabled', 'true'), 'target-group-attributes-web.json': attributes('preserve_client_ip.enabled', 'false') });
    expect(read.problems).toEqual([]);
    expect([ofType(read, 'aws_lb')[0]!.body['enable_cross_zone_load_balancing'], ofType(read, 'aws_lb_target_group')[0]!.body['preserve_client_ip']]).toEqual([true, false]);
    expect(named({ ...both, 'attributes-web.json': attributes('preserve_client_ip.enabled', 'false') }).problems.map(({ name }) => name)).toEqual(['answer-without-owner']);
  });
});

describe('attributes as arguments of the provider', () => {
  test('numbers, words, blocks, and where each of them stands', () => {
    const read = named({ 'a.json': { of: group('app1', 'c1'), Attributes: [
      { Key: 'stickiness.enabled', Value: 'true' }, { Key: 'stickiness.type', Value: 'app_cookie' }, { Key: 'stickiness.lb_cookie.duration_seconds', Value: '86400' }, { Key: 'stickiness.app_cookie.duration_seconds', Value: '60' }, { Key: 'stickiness.app_cookie.cookie_name', Value: 'SID' },
      { Key: 'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage', Value: 'off' }, { Key: 'deregistration_delay.timeout_seconds', Value: '30' }, { Key: 'nobody.knows', Value: 'x' },
    ] } });
    const [resource] = ofType(read, 'aws_lb_target_group');
    expect(resource!.body).toEqual({ id: group('app1', 'c1'), arn: group('app1', 'c1'), stickiness: [{ enabled: true, type: 'app_cookie', cookie_duration: 60, cookie_name: 'SID' }], target_group_health: [{ unhealthy_state_routing: [{ minimum_healthy_targets_percentage: 'off' }] }], deregistration_delay: 30 });
    const line = (...path: readonly (string | number)[]): number | undefined => resource!.locate(path)?.line;
    expect([line('stickiness', 0, 'type'), line('target_group_health', 0, 'unhealthy_state_routing', 0, 'minimum_healthy_targets_percentage'), line('deregistration_delay')]).toEqual([10, 26, 30]);
  });

  test('a map by ARN says the same, and so does one beside the load balancers', () => {
    const arn = `${elb}:loadbalancer/net/web/1`;
    const read = named({ 'a.json': { LoadBalancers: [{ LoadBalancerName: 'web', LoadBalancerArn: arn, EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' }], LoadBalancerAttributes: { [arn]: { 'load_balancing.cross_zone.enabled': 'false', 'idle_timeout.timeout_seconds': '350' } } } });
    expect(read.resources.map(({ type, body }) => ({ type, ...body }))).toEqual([{ type: 'aws_lb', id: arn, arn, name: 'web', enforce_security_group_inbound_rules_on_private_link_traffic: 'off', enable_cross_zone_load_balancing: false, idle_timeout: 350 }]);
    expect(read.resources[0]!.locate(['idle_timeout'])?.line).toBe(12);
  });
});

describe('listeners and their rules', () => {
  const listener = `${elb}:listener/app/web/1/2`;
  const rule = { RuleArn: `${elb}:listener-rule/app/web/1/2/3`, Priority: '10', Conditions: [{ Field: 'host-header', Values: ['a.example'], HostHeaderConfig: { Values: ['a.example'] } }, { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '1' }, { Value: 'x*' }] } }, { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['b'] } }, { Field: 'path-pattern', RegexValues: ['^/a'] }], Actions: [{ Type: 'forward', Order: 1, ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'arn:x', Weight: 3 }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } } }], Transforms: [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/a', Replace: '/' }] } }] };

  test('a rule has the blocks of the provider, and its listener by its own ARN', () => {
    const read = named({ 'a.json': { Rules: [rule, { RuleArn: `${elb}:listener-rule/app/web/1/2/4`, Priority: 'default', IsDefault: true, Actions: [] }] } });
    const [resource, other] = ofType(read, 'aws_lb_listener_rule');
    expect(other).toBeUndefined();
    expect(resource!.body).toMatchObject({
      listener_arn: listener,
      priority: 10,
      condition: [{ host_header: [{ values: ['a.example'] }] }, { query_string: [{ key: 'v', value: '1' }, { value: 'x*' }] }, { http_header: [{ http_header_name: 'X-A', values: ['b'] }] }, { path_pattern: [{ regex_values: ['^/a'] }] }],
      action: [{ type: 'forward', order: 1, forward: [{ target_group: [{ arn: 'arn:x', weight: 3 }], stickiness: [{ enabled: true, duration: 60 }] }] }],
      transform: [{ type: 'url-rewrite', url_rewrite_config: [{ rewrite: [{ regex: '^/a', replace: '/' }] }] }],
    });
    const text = JSON.stringify({ Rules: [rule] }, undefined, 1).split('\n');
    const lineOf = (...path: readonly (string | number)[]): string | undefined => text[resource!.locate(path)!.line - 1]?.trim();
    expect([lineOf('condition', 1, 'query_string', 1, 'value'), lineOf('condition', 2, 'http_header', 0, 'values', 0), lineOf('action', 0, 'forward', 0, 'target_group', 0, 'weight'), lineOf('transform', 0, 'url_rewrite_config', 0, 'rewrite', 0, 'replace')]).toEqual(['"Value": "x*"', '"b"', '"Weight": 3', '"Replace": "/"']);
  });

  test('a listener with its certificates', () => {
    const read = named({ 'a.json': { Listeners: [{ ListenerArn: listener, LoadBalancerArn: 'arn:lb', Port: 443, Protocol: 'HTTPS', Certificates: [{ CertificateArn: 'arn:c1' }], DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } }], MutualAuthentication: { Mode: 'off' } }] }, 'certificates-web-1-2.json': { Certificates: [{ CertificateArn: 'arn:aws:acm:x:1:certificate/c1', IsDefault: true }, { CertificateArn: 'arn:aws:acm:x:1:certificate/c2', IsDefault: false }] } });
    expect(read.problems).toEqual([]);
    expect(ofType(read, 'aws_lb_listener')[0]!.body).toMatchObject({ certificate_arn: 'arn:c1', port: 443, default_action: [{ type: 'redirect', redirect: [{ protocol: 'HTTPS', status_code: 'HTTP_301' }] }], mutual_authentication: [{ mode: 'off' }] });
    expect(ofType(read, 'aws_lb_listener_certificate').map(({ body }) => body)).toEqual([{ listener_arn: listener, certificate_arn: 'arn:aws:acm:x:1:certificate/c2' }]);
  });

  test('load balancers of one name in two accounts keep apart, each called by its account', () => {
    const of = (account: string): unknown => ({ LoadBalancers: [{ LoadBalancerName: 'web', LoadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/net/web/1`, AvailabilityZones: [{ SubnetId: 'subnet-1', LoadBalancerAddresses: [{ IpAddress: '198.51.100.1', PrivateIPv4Address: '10.0.0.9', AllocationId: 'eipalloc-1' }] }] }] });
    const { resources } = named({ 'a.json': of('111111111111'), 'b.json': of('222222222222') });
    expect(resources.map(({ name }) => name)).toEqual(['web-eu-west-1-111111111111', 'web-eu-west-1-222222222222']);
    expect(resources[0]!.body['subnet_mapping']).toEqual([{ subnet_id: 'subnet-1', private_ipv4_address: '10.0.0.9', public_ip: '198.51.100.1', allocation_id: 'eipalloc-1' }]);
  });
});
