import { describe, expect, test } from 'vitest';
import { ambientShop } from '../../../test/ambient.ts';
import { given } from '../../../test/given.ts';
import { readTexts } from '../../formats/texts.ts';
import { pathOf } from '../../path/path.ts';
import { traceOf } from '../../path/trace.ts';
import { kind } from './kind.ts';
import type { WaypointSpec } from './spec.ts';

const host = 'web.shop.svc.cluster.local';
const http = `chain/shop/waypoint-0/15008/inbound-vip|80|http|${host}`;
const waypointed = 'istio.io/use-waypoint: waypoint';
const route = (name: string, status: number, more = ''): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: ${name}, namespace: shop, creationTimestamp: "2026-01-0${status % 10}T00:00:00Z" }\nspec: { hosts: [web]${more}, http: [{ match: [{ uri: { prefix: / }, sourceLabels: { app: nobody } }], directResponse: { status: ${status} } }] }\n`;

async function at(address: string, more = ''): Promise<WaypointSpec | undefined> {
  return kind.read((await given(ambientShop({ labels: waypointed, more }))).estate, []).at(address);
}

function answer(more: string, method = 'GET'): unknown {
  const path = pathOf(readTexts([{ name: 'shop.yaml', text: ambientShop({ labels: waypointed, more }), scope: 'default' }]).resources);
  const trace = traceOf(path, { url: 'http://web.shop/', method, headers: [], from: { kind: 'pod', namespace: 'shop', name: 'cart-0' } });
  return 'wrong' in trace ? trace : trace.outcomes.map(({ verdict }) => (verdict.kind === 'answered' ? verdict.status : verdict.kind));
}

describe('a chain of a waypoint', () => {
  test('leads to the Service itself', async () => {
    expect(await at(http)).toMatchObject({ http: true, leads: { to: 'hop', hop: `cluster/shop/waypoint-0/${host}/80/-` }, ignored: [] });
    expect(await at(http.replace('|http|', '|tcp|'), route('web', 201))).toMatchObject({ http: false, leads: { hop: `cluster/shop/waypoint-0/${host}/80/-` } });
  });

  test('leads to the routes of the first VirtualService, and says which others are not heard', async () => {
    const spec = await at(http, `${route('first', 201)}---\n${route('second', 202)}`);
    expect(spec?.leads).toEqual({ to: 'hop', hop: `route/shop/waypoint-0/80/${host}` });
    expect(spec?.ignored.map(({ note }) => note)).toEqual([`VirtualService shop/second routes ${host} too and is not heard: a waypoint takes one VirtualService for a Service, here VirtualService shop/first`]);
  });

  test('leads to a pod that was addressed itself, with the waypoint\'s identity', async () => {
    const pod = await at('chain/shop/waypoint-0/15008/direct-http|shop|web-0|8080');
    expect(pod?.leads).toMatchObject({ to: 'pod', pod: { name: 'shop/web-0', port: 15008, hop: 'pod/shop/web-0/15008/8080', tunnel: { client: 'cluster.local/ns/shop/sa/waypoint', server: 'cluster.local/ns/shop/sa/web' }, from: { pod: 'shop/waypoint-0' } } });
    expect((await at('chain/shop/waypoint-0/15008/direct-tcp|legacy|old-0|8080'))?.leads).toMatchObject({ pod: { port: 8080, hop: 'pod/legacy/old-0/8080' } });
  });

  test('is nobody\'s at a gateway', async () => {
    expect(await at('chain/shop/cart-0/15008/direct-http|shop|web-0|8080')).toBeUndefined();
  });
});

describe('a waypoint answers', () => {
  test('by the older of two VirtualServices, whatever they ask of the client', () => {
    expect(answer(`${route('younger', 202)}---\n${route('older', 201)}`)).toEqual([201]);
  });

  test('by the Service where a VirtualService is for a gateway', () => {
    expect(answer(route('edge', 201, ', gateways: [edge]'))).toEqual(['delivered']);
  });

  test('403 by a policy for its Service that asks for a token', () => {
    const target = 'targetRefs: [{ kind: Service, group: "", name: web }]';
    const authenticated = `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: web, namespace: shop }\nspec: { ${target}, action: DENY, rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }] }\n`;
    expect(answer(authenticated)).toEqual([403]);
  });

  test('by a policy for its Gateway, and for its class in the root namespace', () => {
    const denying = (target: string, namespace: string): string => `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: all, namespace: ${namespace} }\nspec: { targetRefs: [${target}], action: DENY, rules: [{ to: [{ operation: { ports: ["80"], methods: [DELETE] } }] }] }\n`;
    for (const more of [denying('{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }', 'shop'), denying('{ group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint }', 'istio-system')]) {
      expect(answer(more, 'DELETE')).toEqual([403]);
      expect(answer(more)).toEqual(['delivered']);
    }
  });

  test('nothing by a policy with a selector', () => {
    expect(answer('apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: all, namespace: shop }\nspec: { selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: waypoint } }, action: DENY, rules: [{}] }\n')).toEqual(['delivered']);
  });
});

test('a waypoint for what leaves the mesh asks the policies of the ServiceEntry', () => {
  const entry = 'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: api, namespace: shop }\nspec: { hosts: [web.example], addresses: [10.96.0.77], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: STATIC, endpoints: [{ address: 10.0.0.8, ports: { http: 8080 } }] }\n';
  const denying = 'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: api, namespace: shop }\nspec: { targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api }], action: DENY, rules: [{ to: [{ operation: { methods: [DELETE] } }] }] }\n';
  const path = pathOf(readTexts([{ name: 'shop.yaml', text: ambientShop({ labels: waypointed, more: `${entry}---\n${denying}` }), scope: 'default' }]).resources);
  const asked = (method: string): unknown => {
    const trace = traceOf(path, { url: 'http://web.example/', method, headers: [], from: { kind: 'pod', namespace: 'shop', name: 'cart-0' } });
    return 'wrong' in trace ? trace : trace.outcomes.map(({ verdict }) => (verdict.kind === 'answered' ? verdict.status : verdict.kind));
  };
  expect(asked('DELETE')).toEqual([403]);
  expect(asked('GET')).toEqual(['delivered']);
});
