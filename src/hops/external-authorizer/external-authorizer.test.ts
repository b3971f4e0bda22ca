import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { AuthorizerSpec } from './spec.ts';

const pods = `
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: app }, { name: istio-proxy }] }
---
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: edge, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---`;

const custom = (name: string, provider: string, namespace = 'shop', annotations = ''): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${namespace}${annotations} }
spec: { action: CUSTOM, provider: { name: ${provider} }, rules: [{ to: [{ operation: { paths: [/private*] } }] }] }
---`;

const mesh = (providers: string): string => `
apiVersion: istio.io/v1alpha1
kind: MeshConfig
metadata: { name: istio, namespace: istio-system }
extensionProviders: ${providers}
---`;

async function at(yaml: string, address = 'pod/shop/web-0/8080'): Promise<AuthorizerSpec | undefined> {
  return kind.read((await given(pods + yaml)).estate, []).at(address);
}

describe('an authorizer', () => {
  test('is taken for granted where no mesh config is in the inputs', async () => {
    expect((await at(custom('login', 'oauth')))?.providers).toEqual([{ name: 'oauth', writes: [] }]);
  });

  test('has its settings from the mesh config', async () => {
    const providers = '[{ name: oauth, envoyExtAuthzHttp: { service: oauth.auth.svc.cluster.local, port: 4180, statusOnError: "503", failOpen: true, headersToUpstreamOnAllow: [X-User] } }, { name: traces, zipkin: { service: z, port: 1 } }]';
    expect((await at(custom('login', 'oauth') + mesh(providers)))?.providers).toEqual([{ name: 'oauth', speaks: 'http', statusOnError: 503, failOpen: true, writes: ['x-user'] }]);
  });

  test('is broken where the mesh config is there and has none of its name, or one that cannot be used', async () => {
    const broken = async (providers: string): Promise<string | undefined> => (await at(custom('login', 'oauth') + mesh(providers)))?.providers[0]?.broken;
    expect(await broken('[]')).toBe('the mesh config has no authorizer oauth; it has none');
    expect(await broken('[{ name: opa, envoyExtAuthzGrpc: { service: o, port: 1 } }]')).toBe('the mesh config has no authorizer oauth; it has opa');
    expect(await broken('[{ name: oauth, envoyExtAuthzGrpc: { port: 1 } }]')).toBe('the authorizer oauth is not usable: it names no service');
    expect(await broken('[{ name: oauth, envoyExtAuthzGrpc: { service: o, port: 70000 } }]')).toBe('the authorizer oauth is not usable: its port is none');
    expect(await broken(`[{ name: oauth, envoyExtAuthzGrpc: { service: o, port: "9000" } }]`)).toBeUndefined();
    expect(await broken('[{ name: oauth, envoyExtAuthzGrpc: { service: o, port: 1, statusOnError: never } }]')).toBe('the authorizer oauth is not usable: its statusOnError never is no status');
    expect(await broken('[{ name: oauth, envoyExtAuthzGrpc: { service: o, port: 1 } }, { name: oauth, envoyExtAuthzGrpc: { service: o, port: 1 } }]')).toBe('the authorizer oauth is not usable: the mesh config names it twice');
  });

  test('shares no workload with another one', async () => {
    const spec = await at(custom('login', 'oauth') + custom('guard', 'opa'));
    expect(spec?.providers.map(({ name, broken }) => [name, broken])).toEqual([
      ['oauth', 'the authorizers oauth and opa stand at one workload, and istiod takes one'],
      ['opa', 'the authorizers oauth and opa stand at one workload, and istiod takes one'],
    ]);
  });
});

test('a policy that the API refuses asks nobody: one that is tried out, or one that wants to know who the client is', async () => {
  expect(await at(custom('login', 'oauth', 'shop', ', annotations: { istio.io/dry-run: "true" }'))).toBeUndefined();
  expect(await at(custom('login', 'oauth').replace('to: [{ operation: { paths: [/private*] } }]', 'from: [{ source: { principals: [a] } }]'))).toBeUndefined();
});

test('a gateway asks on its chains, as HTTP or as bytes, and not where it goes by SNI alone', async () => {
  const yaml = custom('login', 'oauth', 'edge');
  expect((await at(yaml, 'chain/edge/ingress-0/8080/http.8080'))?.protocol).toBe('http');
  expect((await at(yaml, 'chain/edge/ingress-0/8443/https.443.https.front.edge'))?.protocol).toBe('http');
  expect((await at(yaml, 'chain/edge/ingress-0/9000/outbound|9000||db.shop.svc.cluster.local'))?.protocol).toBe('tcp');
  expect(await at(yaml, 'chain/edge/ingress-0/15443/outbound_.80_._.web.shop.svc.cluster.local')).toBeUndefined();
  expect(await at(yaml, 'pod/edge/ingress-0/8080')).toBeUndefined();
  expect(await at(custom('login', 'oauth', 'edge'))).toBeUndefined();
});

test('what an authorizer that allows writes into a request is in no file, and only names that are written out are known', () => {
  const rule = { from: [], to: [], when: [] };
  const { ops } = kind.lower({ pod: 'shop/web-0', port: 8080, protocol: 'http', trustDomains: ['cluster.local'], policies: [{ namespace: 'shop', name: 'login', provider: 'oauth', rules: [rule] }], providers: [{ name: 'oauth', speaks: 'http', writes: ['x-user', 'x-auth-*'] }] }, { to: (address) => address }, () => 'healthy');
  const set = [...JSON.stringify(ops).matchAll(/"field":"([^"]+)","to":([^}]+\})/g)].map(([, field, to]) => [field, to]);
  expect(set).toEqual([['header(x-user)', '{"unknown":"what the authorizer oauth writes into x-user"}']]);
  expect(JSON.stringify(ops)).toContain('the authorizer oauth allows it (every request)');
});
