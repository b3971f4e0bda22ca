import { describe, expect, test } from 'vitest';
import type { Json, JsonObject, Resource } from '../../../resource/resource.ts';
import type { Piece, PieceType } from '../stack.ts';
import { differencesOf } from './differences.ts';

const source: Resource = { scope: 'default', type: 'Ingress', namespace: 'shop', name: 'web', body: {}, locate: () => undefined };
const piece = (type: PieceType, id: string, spec: JsonObject): Piece => ({ type, id, spec, place: [source, []], places: [] });
const group = (spec: JsonObject): Piece => piece('AWS::ElasticLoadBalancingV2::TargetGroup', 'shop/web-web:80', spec);

/** Differences as `CHANGE ID field: live -> files`. */
function told(pieces: readonly Piece[], live: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>): readonly string[] {
  const resources = Object.fromEntries(Object.entries(live).map(([type, ids]) => [type, Object.fromEntries(Object.entries(ids).map(([id, spec]) => [id, { spec } as Json]))]));
  return differencesOf({ id: 'shop/web', pieces }, { id: 'shop/web', resources }).map(({ change, id, fields, replacedFor }) => [change, id, ...fields.map(({ path, live: before, files }) => `${path}: ${JSON.stringify(before)} -> ${JSON.stringify(files)}`), ...(replacedFor.length === 0 ? [] : [`anew for ${replacedFor.join(', ')}`])].join(' '));
}

const groups = (spec: JsonObject): Readonly<Record<string, Readonly<Record<string, JsonObject>>>> => ({ 'AWS::ElasticLoadBalancingV2::TargetGroup': { 'shop/web-web:80': spec } });

describe('a live plan and the files', () => {
  test('are the same whatever the order of attributes, and with what is empty left out', () => {
    const attributes = [{ key: 'a', value: '1' }, { key: 'b', value: '2' }];
    expect(told([group({ port: 80, targetGroupAttributes: attributes })], groups({ port: 80, targetGroupAttributes: attributes.toReversed(), tags: {} }))).toEqual([]);
    expect(told([group({ port: 80, targetGroupAttributes: attributes })], groups({ port: 80, targetGroupAttributes: [{ key: 'a', value: '1' }] }))).toEqual(['changed shop/web-web:80 targetGroupAttributes.b: undefined -> "2"']);
  });

  test('differ field by field, and a target group of another protocol is made anew', () => {
    expect(told([group({ protocol: 'HTTPS', targetType: 'ip', healthCheckConfig: { path: '/ready' } })], groups({ protocol: 'HTTP', targetType: 'ip', healthCheckConfig: { path: '/' } }))).toEqual(['changed shop/web-web:80 healthCheckConfig.path: "/" -> "/ready" protocol: "HTTP" -> "HTTPS" anew for protocol']);
  });

  test('do not differ where the files do not settle a value: a name without hash, a group that is made, a secret', () => {
    expect(told([group({ port: 80 })], groups({ name: 'k8s-shop-web-0123456789', port: 80 }))).toEqual([]);
    expect(told([group({ name: 'k8s-shop-web', port: 80 })], groups({ name: 'k8s-shop-web-0123456789', port: 80 }))).toEqual([]);
    expect(told([group({ name: 'edge', port: 80 })], groups({ name: 'k8s-shop-web-0123456789', port: 80 }))).toHaveLength(1);
    const balancer = (groupIds: readonly Json[]): JsonObject => ({ type: 'application', scheme: 'internal', securityGroups: groupIds });
    expect(told([piece('AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancer', balancer(['${aws_security_group.k8s-traffic.id}']))], { 'AWS::ElasticLoadBalancingV2::LoadBalancer': { LoadBalancer: balancer(['sg-0123']) } })).toEqual([]);
  });

  test('do not differ in a VPC or a node port that no file says', () => {
    const live = { template: { metadata: { name: 'k8s-shop-web', namespace: 'shop' }, spec: { targetType: 'instance', vpcID: 'vpc-0aaaaaaa', networking: { ingress: [{ ports: [{ protocol: 'TCP', port: 31443 }] }] } } } };
    const files = { template: { metadata: { name: 'k8s-shop-web', namespace: 'shop' }, spec: { targetType: 'instance', networking: { ingress: [{ ports: [{ protocol: 'TCP', port: 'nodePort' }] }] } } } };
    expect(told([piece('K8S::ElasticLoadBalancingV2::TargetGroupBinding', 'shop/web-web:80', files)], { 'K8S::ElasticLoadBalancingV2::TargetGroupBinding': { 'shop/web-web:80': live } })).toEqual([]);
    expect(told([group({ targetType: 'instance' })], groups({ targetType: 'instance', port: 31443 }))).toEqual([]);
    expect(told([group({ targetType: 'instance', port: 31444 })], groups({ targetType: 'instance', port: 31443 }))).toEqual(['changed shop/web-web:80 port: 31443 -> 31444']);
  });

  test('have what is only in one of them made or deleted', () => {
    expect(told([group({ port: 80 })], { 'AWS::ElasticLoadBalancingV2::TargetGroup': { 'shop/old-web:80': { port: 80 } } })).toEqual(['made shop/web-web:80', 'deleted shop/old-web:80']);
  });
});

describe('a TargetGroupBinding', () => {
  const binding = (name: string, spec: JsonObject): JsonObject => ({ template: { metadata: { name, namespace: 'shop' }, spec: { targetGroupARN: { $ref: '#/resources/AWS::ElasticLoadBalancingV2::TargetGroup/shop/web-web:80/status/targetGroupARN' }, targetType: 'ip', ...spec } } });
  const refused = (message: string, field: string): string => `the API server refuses the change, and the controller tries again for ever: ${message} of a binding never changes: it has to be deleted and made anew; the controller's webhook says: TargetGroupBinding update may not change these immutable fields: spec.${field}`;

  // What a change may not touch: webhooks/elbv2/targetgroupbinding_validator.go, checkImmutableFields.
  test.each<{ readonly name: string; readonly files: JsonObject; readonly live: JsonObject; readonly says: readonly string[] }>([
    { name: 'of IPv4 never takes IPv6', files: { ipAddressType: 'ipv6' }, live: { ipAddressType: 'ipv4' }, says: [refused('ipAddressType', 'ipAddressType')] },
    { name: 'that says no address type is one of IPv4', files: { ipAddressType: 'ipv6' }, live: {}, says: [refused('ipAddressType', 'ipAddressType')] },
    { name: 'stays in its VPC', files: { vpcID: 'vpc-0bbbbbbb' }, live: { vpcID: 'vpc-0aaaaaaa' }, says: [refused('vpcID', 'vpcID')] },
    { name: 'of which the files know no VPC may stand in any', files: {}, live: { vpcID: 'vpc-0aaaaaaa', networking: {}, serviceRef: { name: 'old' } }, says: [] },
    { name: 'takes another port', files: { serviceRef: { name: 'web', port: 81 } }, live: { serviceRef: { name: 'web', port: 80 } }, says: [] },
    { name: 'keeps its type', files: { targetType: 'instance' }, live: {}, says: [refused('targetType', 'targetType')] },
  ])('$name', ({ files, live, says }) => {
    const [difference] = differencesOf({ id: 'shop/web', pieces: [piece('K8S::ElasticLoadBalancingV2::TargetGroupBinding', 'shop/web-web:80', binding('k8s-shop-web', files))] }, { id: 'shop/web', resources: { 'K8S::ElasticLoadBalancingV2::TargetGroupBinding': { 'shop/web-web:80': { spec: binding('k8s-shop-web', live) } } } });
    expect(difference?.stays).toEqual(says);
  });

  test('of another name is another one', () => {
    const [difference] = differencesOf({ id: 'shop/web', pieces: [piece('K8S::ElasticLoadBalancingV2::TargetGroupBinding', 'shop/web-web:80', binding('k8s-shop-web-1', { targetType: 'instance' }))] }, { id: 'shop/web', resources: { 'K8S::ElasticLoadBalancingV2::TargetGroupBinding': { 'shop/web-web:80': { spec: binding('k8s-shop-web-2', {}) } } } });
    expect(difference).toMatchObject({ change: 'changed', stays: [] });
  });
});

describe('rules', () => {
  const rule = (priority: number, path: string): JsonObject => ({ listenerARN: { $ref: '#/resources/AWS::ElasticLoadBalancingV2::Listener/80/status/listenerARN' }, priority, conditions: [{ field: 'path-pattern', pathPatternConfig: { values: [path] } }], actions: [{ type: 'fixed-response', fixedResponseConfig: { statusCode: '404' } }] });
  const own = (...paths: readonly string[]): readonly Piece[] => paths.map((path, index) => piece('AWS::ElasticLoadBalancingV2::ListenerRule', `80:${index + 1}`, rule(index + 1, path)));
  const live = (...paths: readonly string[]): Readonly<Record<string, Readonly<Record<string, JsonObject>>>> => ({ 'AWS::ElasticLoadBalancingV2::ListenerRule': Object.fromEntries(paths.map((path, index) => [`80:${index + 1}`, rule(index + 1, path)])) });

  test('that say the same have only moved', () => {
    expect(told(own('/new', '/a', '/b'), live('/a', '/b'))).toEqual(['made 80:1', 'moved 80:2 priority: 1 -> 2', 'moved 80:3 priority: 2 -> 3']);
  });

  test('that are gone are deleted, and what stands in their place is changed where nothing like it was there', () => {
    expect(told(own('/a'), live('/a', '/b'))).toEqual(['deleted 80:2']);
    expect(told(own('/a', '/c'), live('/a', '/b'))).toEqual(['changed 80:2 conditions[0].pathPatternConfig.values[0]: "/b" -> "/c"']);
  });
});
