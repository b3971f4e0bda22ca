import { expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { ConnectionSpec } from './spec.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: app }, { name: istio-proxy }] }
---
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: shop, labels: { istio: ingress }, annotations: { proxy.istio.io/config: '{"gatewayTopology":{"numTrustedProxies":1}}' } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: shop }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 8080, protocol: HTTP }, hosts: ["*"] }] }
---`;

const asking = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: office, namespace: shop }
spec: { rules: [{ from: [{ source: { remoteIpBlocks: [198.51.100.0/24] } }] }] }
---`;

async function at(pod: string, yaml: string): Promise<ConnectionSpec | undefined> {
  return kind.read((await given(estate + yaml)).estate, []).at(pod.startsWith('ingress') ? `chain/shop/${pod}/8080/http.8080` : `pod/shop/${pod}/8080`);
}

test('who the client is matters only where a policy asks for it', async () => {
  expect((await at('web-0', ''))?.client).toEqual({ by: 'nobody' });
  expect((await at('web-0', asking))?.client).toEqual({ by: 'last-forwarded' });
  expect(await at('ingress-0', asking)).toMatchObject({ client: { by: 'trusted', proxies: 1 }, edge: { trustedProxies: 1, preamble: false } });
});

test('a gateway that is told of no proxy believes its peer; one whose topology cannot be read believes nobody', async () => {
  const told = (annotation: string): string => estate.replace('{"gatewayTopology":{"numTrustedProxies":1}}', annotation) + asking;
  const client = async (annotation: string): Promise<unknown> => kind.read((await given(told(annotation))).estate, []).at('chain/shop/ingress-0/8080/http.8080')?.client;
  expect(await client('{}')).toEqual({ by: 'peer' });
  expect(await client('{"gatewayTopology":{"numTrustedProxies":"many"}}')).toMatchObject({ by: 'unknown' });
  expect(await client('{ gatewayTopology: { numTrustedProxies: 2 } }')).toEqual({ by: 'trusted', proxies: 2 });
});

test('a mesh that normalises otherwise says where', async () => {
  const mesh = `\napiVersion: istio.io/v1alpha1\nkind: MeshConfig\nmetadata: { name: istio, namespace: istio-system }\npathNormalization: { normalization: NONE }\n---`;
  expect(await at('web-0', mesh)).toMatchObject({ normalization: 'NONE', at: { line: 20 } });
  expect(await at('web-0', '')).toMatchObject({ normalization: 'BASE', proxy: 'sidecar of shop/web-0', protocol: 'auto' });
  expect((await at('web-0', ''))?.edge).toBeUndefined();
});

test('a gateway\'s chain for bytes reads no requests', async () => {
  const { estate: read } = await given(estate);
  expect(kind.read(read, []).at('chain/shop/ingress-0/8080/tcp.5432.db.gw.shop')?.protocol).toBe('tcp');
  expect(kind.read(read, []).at('chain/shop/ingress-0/8080/outbound_.80_._.web.shop.svc.cluster.local')).toBeUndefined();
});

test('a proxy takes HTTP/1.0 where its environment or its metadata says so', async () => {
  const told = (yaml: string) => given(yaml).then(({ estate: read }) => ['web-0', 'ingress-0'].map((pod) => kind.read(read, []).at(pod === 'web-0' ? 'pod/shop/web-0/8080' : 'chain/shop/ingress-0/8080/http.8080')?.http10));
  expect(await told(estate)).toEqual([undefined, undefined]);
  expect(await told(estate.replace('{ name: istio-proxy }]', '{ name: istio-proxy, env: [{ name: ISTIO_META_HTTP10, value: "1" }] }]').replace('{"gatewayTopology":{"numTrustedProxies":1}}', '{"proxyMetadata":{"ISTIO_META_HTTP10":"1"}}'))).toEqual([true, true]);
});
