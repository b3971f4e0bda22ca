import { expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { ClusterSpec } from './spec.ts';

const pod = (name: string, labels: string, sidecar: boolean): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: xnat, labels: { app: web, ${labels} } }
spec: { serviceAccountName: web, containers: [{ name: app }${sidecar ? ', { name: istio-proxy }' : ''}] }
---`;

const client = `
apiVersion: v1
kind: Pod
metadata: { name: cart-0, namespace: shop, labels: { app: cart } }
spec: { serviceAccountName: cart, containers: [{ name: app }, { name: istio-proxy }] }
---`;

const service = (extra = ''): string => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: xnat }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }]${extra} }
---`;

const policy = (spec: string): string => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: web, namespace: xnat }
spec: ${spec}
---`;

const rule = (namespace: string, spec: string): string => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: ${namespace} }
spec: ${spec}
---`;

const estate = client + pod('a', 'version: v1', true) + pod('b', 'version: v2', false);

async function at(yaml: string, rest = 'web.xnat.svc.cluster.local/80/-'): Promise<ClusterSpec | undefined> {
  return kind.read((await given(estate + yaml)).estate, []).at(`cluster/shop/cart-0/${rest}`);
}

const takes = (spec: ClusterSpec | undefined): unknown => spec?.endpoints.map((endpoint) => [endpoint.pod, endpoint.port, endpoint.takesMtls]);

test('without a rule each endpoint gets what it takes', async () => {
  const spec = await at(service());
  expect(spec).toMatchObject({
    proxy: 'sidecar of shop/cart-0',
    cluster: 'outbound|80||web.xnat.svc.cluster.local',
    serverName: 'outbound_.80_._.web.xnat.svc.cluster.local',
    principal: 'cluster.local/ns/shop/sa/cart',
    authority: 'mesh cluster.local',
    protocol: 'http',
    tls: { by: 'auto', resource: 'Istio default', settings: { mode: 'ISTIO_MUTUAL' } },
    doubts: [],
  });
  expect(takes(spec)).toEqual([['xnat/a', 8080, true], ['xnat/b', 8080, false]]);
});

test('a port that its own policy exempts takes no mTLS, and clients know it', async () => {
  expect(takes(await at(service() + policy('{ selector: { matchLabels: { app: web } }, portLevelMtls: { 8080: { mode: DISABLE } } }')))).toEqual([['xnat/a', 8080, false], ['xnat/b', 8080, false]]);
});

test('a namespace that is DISABLE gets plaintext from everybody', async () => {
  expect((await at(service() + policy('{ mtls: { mode: DISABLE } }')))?.tls).toEqual({ by: 'user', resource: 'Istio default' });
});

test('where endpoints are dialled as found, one without sidecar makes all plaintext', async () => {
  expect((await at(service(', clusterIP: None')))?.tls.settings).toBeUndefined();
  expect((await at(service() + rule('shop', '{ host: web.xnat.svc.cluster.local, trafficPolicy: { loadBalancer: { simple: PASSTHROUGH } } }')))?.tls.settings).toBeUndefined();
});

test('a rule decides for all endpoints, and says where it stands', async () => {
  const spec = await at(service() + rule('shop', '{ host: web.xnat.svc.cluster.local, trafficPolicy: { tls: { mode: DISABLE } } }'));
  expect(spec?.tls).toMatchObject({ by: 'user', resource: 'DestinationRule shop/web', attribute: 'spec.trafficPolicy.tls.mode', settings: { mode: 'DISABLE' }, at: { line: 25 } });
});

test('a rule where nobody looks decides nothing', async () => {
  expect((await at(service() + rule('default', '{ host: web.xnat.svc.cluster.local, trafficPolicy: { tls: { mode: DISABLE } } }')))?.tls.by).toBe('auto');
});

test('a subset has the pods that carry its labels; one that nobody defines is no cluster', async () => {
  const subsets = service() + rule('xnat', '{ host: web, subsets: [{ name: v2, labels: { version: v2 } }] }');
  expect(takes(await at(subsets, 'web.xnat.svc.cluster.local/80/v2'))).toEqual([['xnat/b', 8080, false]]);
  const missing = await Promise.all([at(subsets, 'web.xnat.svc.cluster.local/80/v3'), at(service(), 'web.xnat.svc.cluster.local/80/v2'), at(service(), 'web.xnat.svc.cluster.local/81/-'), at('', 'web.xnat.svc.cluster.local/80/-')]);
  expect(missing.map((spec) => spec?.missing)).toEqual([
    'DestinationRule xnat/web has no subset v3',
    'no DestinationRule for web.xnat.svc.cluster.local is seen from namespace shop, so there is no subset v2',
    'Service xnat/web has no port 81',
    'there is no Service xnat/web',
  ]);
});

test('a sidecar is given no secrets: a rule that names one sends plaintext', async () => {
  const spec = await at(service() + rule('shop', '{ host: web.xnat.svc.cluster.local, trafficPolicy: { tls: { mode: SIMPLE, credentialName: web-ca } } }'));
  expect(spec?.tls.settings).toBeUndefined();
});

test('certificates in files, and rules whose age decides, leave the answer open', async () => {
  const files = await at(service() + rule('shop', '{ host: web.xnat.svc.cluster.local, trafficPolicy: { tls: { mode: MUTUAL, clientCertificate: /c, privateKey: /k } } }'));
  expect(files?.doubts).toHaveLength(1);
  const two = rule('xnat', '{ host: web }') + rule('xnat', '{ host: web }').replace('name: web', 'name: older');
  expect((await at(service() + two))?.doubts).toEqual(['DestinationRule xnat/older and DestinationRule xnat/web are for one host; the older one counts where they differ, and no file says which that is']);
});

test('only a proxy has clusters', async () => {
  const naked = estate.replace('serviceAccountName: cart, containers: [{ name: app }, { name: istio-proxy }]', 'containers: [{ name: app }]');
  expect(kind.read((await given(naked + service())).estate, []).at('cluster/shop/cart-0/web.xnat.svc.cluster.local/80/-')).toBeUndefined();
});
