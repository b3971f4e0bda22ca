import { describe, expect, test } from 'vitest';
import { balancer, forward, group, listener, opener } from '../../../test/balancer.ts';
import { given, lineOf } from '../../../test/given.ts';
import { matcherOf } from '../../dialects/aws/target-groups.ts';
import { pointCarrier, pointOf } from '../../engine/point.ts';
import { eligible } from '../../engine/step.ts';
import { walk } from '../../engine/walk.ts';
import { albPage } from '../../facts/alb.ts';
import type { Program } from '../../ir/program.ts';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import { kind } from './kind.ts';
import type { TargetGroupSpec } from './spec.ts';

const cluster = (selector: string, annotations: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: app, ports: [{ name: http, containerPort: 8080 }] }] } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  type: NodePort
  ports: [{ port: 80, targetPort: http, nodePort: 30080 }]
  selector: { ${selector} }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { ${annotations} } }
spec:
  ingressClassName: alb
  rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }]
`;

const address = 'group/k8s-shop-web/k8s-shop-web-80';
const byAddress = 'alb.ingress.kubernetes.io/target-type: ip';

async function read(selector = 'app: web', annotations = byAddress): Promise<Opened<TargetGroupSpec>> {
  return kind.read((await given(cluster(selector, annotations))).estate, []);
}

test('targets by address are the pods themselves, at their own port', async () => {
  const spec = (await read()).at(address);
  expect(spec).toMatchObject({ balancer: 'k8s-shop-web', protocol: 'HTTP', version: 'HTTP1', check: { path: '/', interval: 15, timeout: 5, healthy: 2, unhealthy: 2, matcher: [{ from: 200, to: 201 }] } });
  expect(spec?.targets).toMatchObject([{ name: 'shop/web:8080', dials: 'pod/shop/web/8080', port: 8080, origin: { resource: 'Service shop/web' } }]);
  expect(spec?.targets[0]?.address).toBeUndefined();
});

test('targets by node port lead through the Service', async () => {
  const opened = await read('app: web', 'alb.ingress.kubernetes.io/target-type: instance');
  expect(opened.at(address)?.targets).toMatchObject([{ name: 'node port of shop/web:80', dials: 'service/shop/web/80', port: 30080 }]);
  expect(opened.checks?.(address)).toMatchObject([{ to: 'service/shop/web/80', workload: 'shop/web:80' }]);
});

test('a health check on a node port asks the Service that has it, and nobody where none is known to', async () => {
  const asking = (port: number): string => `alb.ingress.kubernetes.io/target-type: instance, alb.ingress.kubernetes.io/healthcheck-port: "${port}"`;
  expect((await read('app: web', asking(30080))).checks?.(address)).toMatchObject([{ to: 'service/shop/web/80', workload: 'shop/web:80' }]);
  expect((await read('app: web', asking(31127))).checks?.(address)).toEqual([]);
});

test('a group without targets says why, at the selector that takes no pod', async () => {
  const spec = (await read('app: wep')).at(address);
  expect(spec).toMatchObject({ targets: [], empty: 'Service shop/web selects no pod (app=wep)', origin: { resource: 'Service shop/web' } });
  expect(lineOf(spec?.origin)).toBe('line 15');
});

test('a group of nodes without any is no matter of pods', async () => {
  const node = '\n---\napiVersion: v1\nkind: Node\nmetadata: { name: fargate, labels: { eks.amazonaws.com/compute-type: fargate } }\nspec: { providerID: aws:///eu-west-1a/x/fargate }';
  const opened = kind.read((await given(`${cluster('app: web', 'alb.ingress.kubernetes.io/target-type: instance')}${node}`)).estate, []);
  expect(opened.at(address)).toMatchObject({ targets: [], empty: "none of the cluster's nodes is registered" });
});

test('a group whose pods lack the named port says which name', async () => {
  const opened = kind.read((await given(cluster('app: web', byAddress).replace('targetPort: http', 'targetPort: htp'))).estate, []);
  expect(opened.at(address)).toMatchObject({ targets: [], empty: 'no pod of Service shop/web has a container port named htp' });
  expect(lineOf(opened.at(address)?.origin)).toBe('line 14');
});

test('health is asked of every target, by its own address', async () => {
  const annotations = `${byAddress}, alb.ingress.kubernetes.io/healthcheck-path: /ready, alb.ingress.kubernetes.io/healthcheck-port: "9090", alb.ingress.kubernetes.io/success-codes: "200,300-302"`;
  const opened = await read('app: web', annotations);
  expect(opened.checks?.(address)).toEqual([
    {
      group: address,
      target: 'shop/web:8080',
      from: address,
      to: 'pod/shop/web/9090',
      scheme: 'http',
      path: '/ready',
      host: 'target:9090',
      method: 'GET',
      matcher: [{ from: 200, to: 201 }, { from: 300, to: 303 }],
      interval: 15,
      timeout: 5,
      healthy: 2,
      unhealthy: 2,
      workload: 'shop/web:9090',
    },
  ]);
  expect(opened.checks?.('group/k8s-shop-web/other')).toEqual([]);
});

test('a group of a plan checks health as its provider does, and knows a pod by its address', () => {
  const resource = (type: string, name: string, body: JsonObject): Resource => ({ scope: 'edge', type, name, body, locate: () => undefined });
  const pod: Resource = { ...resource('Pod', 'web-0', { metadata: {}, spec: { containers: [] }, status: { podIP: '10.1.0.10' } }), namespace: 'shop' };
  const attached = (name: string, id: string, port?: number): Resource => resource('aws_lb_target_group_attachment', name, { target_group_arn: '${aws_lb_target_group.web.arn}', target_id: id, ...(port === undefined ? {} : { port }) });
  const { estate } = estateOf([
    resource('aws_lb', 'edge', { security_groups: ['sg-0a1'] }),
    resource('aws_lb_listener', 'http', { load_balancer_arn: '${aws_lb.edge.arn}', port: 80, protocol: 'HTTP', default_action: [{ type: 'forward', target_group_arn: '${aws_lb_target_group.web.arn}' }] }),
    resource('aws_lb_target_group', 'web', { port: 8443, protocol: 'HTTPS', target_type: 'ip', stickiness: [{ enabled: true, type: 'lb_cookie' }] }),
    attached('a', '10.1.0.10'),
    attached('b', '10.9.0.9', 443),
    pod,
  ]);
  const spec = kind.read(estate, []).at('group/edge/web');
  expect(spec).toMatchObject({ protocol: 'HTTPS', securityGroups: ['sg-0a1'], cookie: 'AWSALB', check: { protocol: 'HTTPS', interval: 30, healthy: 3, unhealthy: 3 } });
  expect(spec?.targets).toMatchObject([{ name: 'shop/web-0:8443', dials: 'pod/shop/web-0/8443', address: '10.1.0.10' }, { name: '10.9.0.9:443', address: '10.9.0.9' }]);
  expect(spec?.targets[1]?.dials).toBeUndefined();
  expect(kind.read(estate, []).at('group/edge/other')).toBeUndefined();
});

test('a matcher is codes and ranges', () => {
  expect(matcherOf('200')).toEqual([{ from: 200, to: 201 }]);
  expect(matcherOf('200-399, 404')).toEqual([{ from: 200, to: 400 }, { from: 404, to: 405 }]);
});

test('the balancer\'s own pages have the lengths that are seen on the wire', () => {
  expect([502, 503, 504].map((status) => albPage(status)?.length)).toEqual([122, 162, 132]);
  expect(albPage(418)).toBeUndefined();
});

describe('a group of a plan', () => {
  const resource = (type: string, name: string, body: JsonObject): Resource => ({ scope: 'edge', type, name, body, locate: () => undefined });
  const grouped = (group: JsonObject, balancer: JsonObject = {}): TargetGroupSpec => {
    const attached = ['a', 'b', 'c'].map((name, index) => resource('aws_lb_target_group_attachment', name, { target_group_arn: '${aws_lb_target_group.web.arn}', target_id: `10.1.0.${index}` }));
    const { estate } = estateOf([
      resource('aws_lb', 'edge', balancer),
      resource('aws_lb_listener', 'http', { load_balancer_arn: '${aws_lb.edge.arn}', port: 80, protocol: 'HTTP', default_action: [{ type: 'forward', target_group_arn: '${aws_lb_target_group.web.arn}' }] }),
      resource('aws_lb_target_group', 'web', { port: 80, protocol: 'HTTP', target_type: 'ip', ...group }),
      ...attached,
    ]);
    return kind.read(estate, []).at('group/edge/web')!;
  };
  const usable = (spec: TargetGroupSpec, unhealthy: readonly string[]): readonly string[] => {
    const pick = kind.lower(spec, { to: (address) => address }, (_, target) => (unhealthy.includes(target) ? 'unhealthy' : 'healthy')).ops.find((op) => op.op === 'pick');
    return pick?.op === 'pick' ? eligible(pick.among).map(({ value }) => value) : [];
  };

  test('with fewer healthy targets than it asks for, all of them are used', () => {
    const health = (routing: JsonObject): JsonObject => ({ target_group_health: [{ unhealthy_state_routing: [routing] }] });
    expect(usable(grouped({}), ['10.1.0.0:80', '10.1.0.1:80'])).toEqual(['10.1.0.2:80']);
    expect(usable(grouped(health({ minimum_healthy_targets_count: 2 })), ['10.1.0.0:80'])).toEqual(['10.1.0.1:80', '10.1.0.2:80']);
    expect(usable(grouped(health({ minimum_healthy_targets_count: 2 })), ['10.1.0.0:80', '10.1.0.1:80'])).toHaveLength(3);
    expect(usable(grouped(health({ minimum_healthy_targets_percentage: '66' })), ['10.1.0.0:80'])).toHaveLength(2);
    expect(usable(grouped(health({ minimum_healthy_targets_percentage: '67' })), ['10.1.0.0:80'])).toHaveLength(3);
  });

  test('keeps clients by its own cookie, or beside one of the application', () => {
    const key = (stickiness: JsonObject): unknown => kind.lower(grouped({ stickiness: [stickiness] }), { to: (address) => address }, () => 'healthy').ops.flatMap((op) => (op.op === 'pick' ? [op.by] : []));
    expect(key({ type: 'lb_cookie', enabled: true })).toMatchObject([{ cookie: 'AWSALB', issued: [{ name: 'AWSALB', seconds: 604_800 }, { name: 'AWSALBCORS', attributes: 'Path=/; SameSite=None; Secure' }] }]);
    expect(key({ type: 'app_cookie', enabled: true, cookie_name: 'JSESSIONID' })).toMatchObject([{ cookie: 'AWSALBAPP-0', beside: 'JSESSIONID' }]);
    expect(key({ type: 'lb_cookie', enabled: false })).toEqual([undefined]);
  });

  test('waits as long as its balancer does, and checks gRPC by the codes of gRPC', () => {
    expect(grouped({}, { idle_timeout: 300 }).idle).toBe(300_000);
    expect(grouped({}).idle).toBeUndefined();
    expect(grouped({ protocol_version: 'GRPC' })).toMatchObject({ version: 'GRPC', check: { path: '/AWS.ALB/healthcheck', matcher: [{ from: 12, to: 13 }] } });
  });
});

describe('zones', () => {
  const subnet = (name: string, zone: string, block: string): readonly [string, string, JsonObject] => ['aws_subnet', name, { id: `subnet-${name}`, availability_zone: zone, cidr_block: block }];
  const subnets = [subnet('a', 'eu-1a', '10.0.1.0/24'), subnet('b', 'eu-1b', '10.0.2.0/24'), subnet('c', 'eu-1c', '10.0.3.0/24')];
  const target = (id: string, zone?: string): readonly [string, string, JsonObject] => ['aws_lb_target_group_attachment', id, { target_group_arn: '${aws_lb_target_group.web.arn}', target_id: id, port: 80, ...(zone === undefined ? {} : { availability_zone: zone }) }];
  const web = (body: JsonObject): readonly [string, string, JsonObject] => ['aws_lb_target_group', 'web', { ...group[2], target_type: 'ip', ...body }];
  const read = (balanced: JsonObject, ...others: readonly (readonly [string, string, JsonObject])[]): TargetGroupSpec => opener(kind)(...subnets, balancer(balanced), listener(80, 'HTTP', forward), ...others).at('group/edge/web-tg')!;
  const outcomes = (spec: TargetGroupSpec): readonly unknown[] => {
    const { ops } = kind.lower(spec, { to: (address) => address }, () => 'healthy');
    const program: Program = { hop: (id) => (id === 'here' ? { id, title: id, dialler: 'load-balancer', ops } : undefined) };
    return walk(program, pointCarrier(), 'here', pointOf({ protocol: 'tcp', method: 'GET', path: '/', host: 'a', 'http.version': '1.1' }), { onward: true }).map(({ verdict, fraction }) => [verdict.kind === 'answered' ? verdict.status : verdict.kind, fraction]);
  };

  test('a target in a zone without a node is not used, and 503 is the answer where no other is (Target.NotInUse)', () => {
    const spec = read({ subnets: ['subnet-a', 'subnet-b'] }, web({}), target('10.0.1.9'), target('10.0.3.9'));
    expect(spec.targets.map(({ name }) => name)).toEqual(['10.0.1.9:80']);
    const none = read({ subnets: ['subnet-a', 'subnet-b'] }, web({}), target('10.0.3.9'));
    expect([none.targets, none.empty]).toEqual([[], '10.0.3.9:80 is in zone eu-1c, where edge has no subnet (Target.NotInUse)']);
    expect(outcomes(none)).toEqual([[503, 1]]);
  });

  test('what nobody says of zones, and the zone all, leaves every target in use', () => {
    expect(read({ subnets: ['subnet-a', 'subnet-x'] }, web({}), target('10.0.3.9')).targets).toHaveLength(1);
    expect(read({ subnets: ['subnet-a'] }, web({}), target('192.0.2.9'), target('10.9.0.9', 'all')).targets).toHaveLength(2);
  });

  test('with cross-zone load balancing off a node keeps to targets of its zone, and has 503 where there is none', () => {
    const spec = read({ subnets: ['subnet-a', 'subnet-b'] }, web({ load_balancing_cross_zone_enabled: 'false' }), target('10.0.1.9'), target('10.0.1.10'));
    expect([spec.ownZone, spec.nodes]).toEqual([true, [{ zone: 'eu-1a' }, { zone: 'eu-1b' }]]);
    expect(outcomes(spec)).toEqual([['unresolved', 0.25], ['unresolved', 0.25], [503, 0.5]]);
    expect(read({ subnets: ['subnet-a', 'subnet-b'] }, web({ load_balancing_cross_zone_enabled: 'use_load_balancer_configuration' }), target('10.0.1.9')).nodes).toBeUndefined();
  });
});
