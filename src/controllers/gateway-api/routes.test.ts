import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import type { JsonObject } from '../../resource/resource.ts';
import { durationText, secondsOf } from './durations.ts';

const world = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
---`;

/** The only rule that a route with this rule becomes. */
async function rule(written: string, kind = 'HTTPRoute'): Promise<JsonObject> {
  const { estate } = await given(`${world}\napiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: { name: web, namespace: shop }\nspec: { parentRefs: [{ name: web }], rules: [${written}] }\n`);
  const [virtualService] = estate.ofType('VirtualService');
  return ((virtualService!.body['spec'] as JsonObject)['http'] as JsonObject[])[0]!;
}

const backend = 'backendRefs: [{ name: web, port: 80 }]';
const filter = (type: string, settings: string): string => `{ filters: [{ type: ${type}, ${settings} }], ${backend} }`;

describe('a rule', () => {
  test.each([
    ['a redirect without status is a 302, as the schema says', `{ filters: [{ type: RequestRedirect, requestRedirect: { hostname: www.example.com } }] }`, { redirect: { redirectCode: 302, authority: 'www.example.com', derivePort: 'FROM_REQUEST_PORT' } }],
    ['a prefix may be replaced', filter('URLRewrite', 'urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /new/ } }'), { rewrite: { uri: '/new' } }],
    ['a whole path may be replaced', filter('URLRewrite', 'urlRewrite: { hostname: inner, path: { type: ReplaceFullPath, replaceFullPath: /one } }'), { rewrite: { authority: 'inner', uriRegexRewrite: { match: '/.*', rewrite: '/one' } } }],
    ['headers are set, added and removed', filter('RequestHeaderModifier', 'requestHeaderModifier: { set: [{ name: X-A, value: "1" }], add: [{ name: x-b, value: "2" }], remove: [x-c] }'), { headers: { request: { set: { 'x-a': '1' }, add: { 'x-b': '2' }, remove: ['x-c'] } } }],
    ['a mirror gets a share', filter('RequestMirror', 'requestMirror: { percent: 10, backendRef: { name: web, port: 80 } }'), { mirrors: [{ percentage: { value: 10 }, destination: { host: 'web.shop.svc.cluster.local', port: { number: 80 } } }] }],
    ['a time-out of one try beats that of the request', `{ timeouts: { request: 10s, backendRequest: 1500ms }, ${backend} }`, { timeout: '1.500s' }],
    ['with retries both count', `{ timeouts: { request: 10s, backendRequest: 2s }, retry: { attempts: 3, codes: [503] }, ${backend} }`, { timeout: '10s', retries: { attempts: 3, perTryTimeout: '2s', retryOn: 'connect-failure,refused-stream,unavailable,cancelled,503' } }],
    ['weights are kept, and a backend of weight 0 gets nothing', '{ backendRefs: [{ name: web, port: 80, weight: 3 }, { name: web, port: 80, weight: 0 }, { name: web, port: 80 }] }', { route: [{ weight: 3 }, { weight: 1 }] }],
    ['headers and query parameters are compared', `{ matches: [{ path: { value: /a }, method: GET, headers: [{ name: x-a, value: b }], queryParams: [{ type: RegularExpression, name: q, value: "1.*" }] }], ${backend} }`, { match: [{ uri: { prefix: '/a' }, method: { exact: 'GET' }, headers: { 'x-a': { exact: 'b' } }, queryParams: { q: { regex: '1.*' } } }] }],
  ])('%s', async (_sentence, written, expected) => {
    expect(await rule(written)).toMatchObject(expected);
  });

  test.each([
    ['a service and a method', '{ method: { service: shop.Cart, method: Add } }', { exact: '/shop.Cart/Add' }],
    ['a service', '{ method: { service: shop.Cart } }', { prefix: '/shop.Cart/' }],
    ['a method of any service', '{ method: { method: Add } }', { regex: '/[^/]+/Add' }],
  ])('of a GRPCRoute matches %s by path', async (_sentence, match, uri) => {
    expect(await rule(`{ matches: [${match}], ${backend} }`, 'GRPCRoute')).toMatchObject({ match: [{ uri }] });
  });
});

test.each([
  ['1h30m', 5400, '5400s'],
  ['1500ms', 1.5, '1.500s'],
  ['0s', 0, '0s'],
  ['soon', 0, '0s'],
])('a duration of %s is %s seconds', (written, seconds, text) => {
  expect([secondsOf(written), durationText(seconds)]).toEqual([seconds, text]);
});
