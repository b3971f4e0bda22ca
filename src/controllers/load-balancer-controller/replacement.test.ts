import { describe, expect, test } from 'vitest';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { differencesOf } from './against/differences.ts';
import { fatesOf } from './replacement.ts';
import { printed, type Piece, type Stack } from './stack.ts';
import type { ControllerFacts } from './facts.ts';

const ingress: Resource = { scope: '.', type: 'Ingress', namespace: 'shop', name: 'web', body: {}, locate: () => undefined };

function piece(type: Piece['type'], id: string, spec: JsonObject): Piece {
  return { type, id, spec, place: [ingress, ['metadata']], places: [] };
}

function stack(balancer: JsonObject, group: JsonObject = {}, ...more: readonly Piece[]): Stack {
  return {
    id: 'shop/web',
    pieces: [
      piece('AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancer', { name: 'k8s-shop-web-1', type: 'application', scheme: 'internal', ...balancer }),
      piece('AWS::ElasticLoadBalancingV2::TargetGroup', 'shop/web-web:80', { name: 'k8s-shop-web-2', targetType: 'ip', protocol: 'HTTP', protocolVersion: 'HTTP1', ...group }),
      ...more,
    ],
  };
}

function messages(before: Stack, after: Stack): readonly string[] {
  const { resources } = printed(before) as { readonly resources: JsonObject };
  return differencesOf(after, { id: before.id, resources }).flatMap(({ change, id, fields, replacedFor, stays }) => [...fields.map(({ path, live, files }) => `${id} ${change} ${path}: ${String(live)} becomes ${String(files)}`), ...replacedFor.map((field) => `${id} made anew for ${field}`), ...stays.map((why) => `${id} ${change}: ${why}`)]);
}

describe('a plan after another', () => {
  test('with the same settings changes nothing', () => {
    expect(messages(stack({}), stack({}))).toEqual([]);
  });

  test('of another scheme makes the load balancer anew', () => {
    expect(messages(stack({}), stack({ scheme: 'internet-facing' }))).toEqual(['LoadBalancer changed scheme: internal becomes internet-facing', 'LoadBalancer made anew for scheme']);
  });

  test('of a Service under a new UID has another target group, if nothing was there in between', () => {
    expect(messages(stack({}), stack({}, { name: 'k8s-shop-web-3' }))).toEqual(['shop/web-web:80 stays: the name stays k8s-shop-web-2: AWS changes none, unless its Service is deleted and made again: then the group is deleted in between, and the new one has another ARN']);
  });

  test('without an attribute leaves it as it is', () => {
    expect(messages(stack({ loadBalancerAttributes: [{ key: 'idle_timeout.timeout_seconds', value: '300' }] }), stack({}))).toEqual(['LoadBalancer stays: idle_timeout.timeout_seconds stays 300: nobody asks for it any more, and the controller resets no attribute']);
  });

  test('without a web ACL leaves it attached', () => {
    const acl = piece('AWS::WAFv2::WebACLAssociation', 'LoadBalancer', { webACLARN: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1' });
    expect(messages(stack({}, {}, acl), stack({}))).toEqual(['LoadBalancer stays: the web ACL stays attached: nobody asks for it any more, and only the value none takes it away']);
  });
});

describe('a stack and what AWS has for it', () => {
  const own = { 'elbv2.k8s.aws/cluster': 'shop', 'ingress.k8s.aws/stack': 'shop/web' };
  const facts = {
    gates: {},
    flags: { externalManagedTags: ['owner'] },
    aws: {
      loadBalancers: [{ arn: 'arn:lb', name: 'k8s-shop-web-1', type: 'application', scheme: 'internet-facing', subnets: [], securityGroups: [], tags: { ...own, 'ingress.k8s.aws/resource': 'LoadBalancer', owner: 'ops', team: 'shop' } }],
      targetGroups: [{ arn: 'arn:old', name: 'k8s-shop-old', targetType: 'ip', protocol: 'HTTP', tags: { ...own, 'ingress.k8s.aws/resource': 'shop/web-old:80' } }],
    },
  } as unknown as ControllerFacts;

  test('say what is made anew, what is made, what is deleted, and which tags go', () => {
    const fates = fatesOf(facts, stack({}), 'ingress.k8s.aws');
    expect(fates?.fates.map(({ name, replacedFor, nameTaken, tagsRemoved }) => ({ name, replacedFor, nameTaken, tagsRemoved }))).toEqual([{ name: 'k8s-shop-web-1', replacedFor: [{ field: 'scheme', from: 'internet-facing', to: 'internal' }], nameTaken: true, tagsRemoved: ['team'] }]);
    expect(fates?.made.map(({ id }) => id)).toEqual(['shop/web-web:80']);
    expect(fates?.deleted.map(({ name }) => name)).toEqual(['k8s-shop-old']);
  });

  type Group = NonNullable<ControllerFacts['aws']['targetGroups']>[number];
  const group = (there: Partial<Group>): ControllerFacts => ({ ...facts, aws: { targetGroups: [{ arn: 'arn:1', name: 'k8s-shop-web-2', targetType: 'ip', protocol: 'HTTP', tags: { ...own, 'ingress.k8s.aws/resource': 'shop/web-web:80' }, ...there }] } });
  const tcp = { protocol: 'TCP', healthCheckConfig: { protocol: 'TCP', intervalSeconds: 10, timeoutSeconds: 10 } };

  // pkg/deploy/elbv2/target_group_synthesizer.go, isSDKTargetGroupRequiresReplacement.
  test.each<{ readonly name: string; readonly there: Partial<Group>; readonly asked?: JsonObject; readonly gates?: Readonly<Record<string, boolean>>; readonly for: readonly string[] }>([
    { name: 'the same', there: { protocolVersion: 'HTTP1' }, for: [] },
    { name: 'another type of targets', there: { targetType: 'instance' }, for: ['targetType'] },
    { name: 'another protocol', there: { protocol: 'HTTPS' }, for: ['protocol'] },
    { name: 'another version of the protocol', there: { protocolVersion: 'GRPC' }, for: ['protocolVersion'] },
    { name: 'a version that no input says', there: {}, for: [] },
    { name: 'another port and other health checks', there: { port: 8080, check: { protocol: 'HTTP', interval: 30, timeout: 6 } }, for: [] },
    { name: 'other health checks of connections', there: { protocol: 'TCP', check: { protocol: 'HTTP', interval: 30, timeout: 6 } }, asked: tcp, for: [] },
    { name: 'other health checks of connections where the controller changes none', there: { protocol: 'TCP', check: { protocol: 'HTTP', interval: 30, timeout: 10 } }, asked: tcp, gates: { NLBHealthCheckAdvancedConfig: false }, for: ['healthCheckConfig.protocol', 'healthCheckConfig.intervalSeconds'] },
    { name: 'health checks that no input says, where the controller changes none', there: { protocol: 'TCP' }, asked: tcp, gates: { NLBHealthCheckAdvancedConfig: false }, for: [] },
    { name: 'health checks of HTTP where the controller changes none of connections', there: { check: { protocol: 'HTTPS' } }, asked: { healthCheckConfig: { protocol: 'HTTP' } }, gates: { NLBHealthCheckAdvancedConfig: false }, for: [] },
  ])('a target group with $name', ({ there, asked = {}, gates = {}, for: reasons }) => {
    const [fate] = fatesOf({ ...group(there), gates }, stack({}, asked), 'ingress.k8s.aws')!.fates;
    expect(fate?.replacedFor.map(({ field }) => field)).toEqual(reasons);
  });

  test('a load balancer of another type is made anew', () => {
    const network = { ...facts, aws: { loadBalancers: [{ ...facts.aws.loadBalancers![0]!, type: 'network' as const, scheme: 'internal' as const }] } };
    expect(fatesOf(network, stack({}), 'ingress.k8s.aws')?.fates[0]?.replacedFor).toEqual([{ field: 'type', from: 'network', to: 'application' }]);
  });

  test('a load balancer of another name keeps it', () => {
    const named = { ...facts, aws: { loadBalancers: [{ ...facts.aws.loadBalancers![0]!, name: 'edge', scheme: 'internal' as const }] } };
    expect(fatesOf(named, stack({}), 'ingress.k8s.aws')?.fates[0]).toMatchObject({ replacedFor: [], nameTaken: false, keepsName: 'edge' });
  });

  test('are nothing where no input says what AWS has', () => {
    expect(fatesOf({ ...facts, aws: {} }, stack({}), 'ingress.k8s.aws')).toBeUndefined();
  });
});
