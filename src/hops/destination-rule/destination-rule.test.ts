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
  expect(takes(await at(service(', clusterIP: None')))).toEqual([['xnat/a', 80, true], ['xnat/b', 80, false]]);
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
  expect(missing.map((spec) => spec?.missing?.why)).toEqual([
    'DestinationRule xnat/web has no subset v3',
    'no DestinationRule for web.xnat.svc.cluster.local is seen from namespace shop, so there is no subset v2',
    'Service xnat/web has no port 81',
    'there is no Service xnat/web',
  ]);
});

test('a sidecar is given no secrets: a rule that names one sends plaintext', async () => {
  const spec = await at(service() + rule('shop', '{ host: web.xnat.svc.cluster.local, trafficPolicy: { tls: { mode: SIMPLE, credentialName: web-ca } } }'));
  expect(spec?.tls).toMatchObject({ skipped: 'web-ca', resource: 'DestinationRule shop/web', attribute: 'spec.trafficPolicy.tls.mode' });
  expect(spec?.tls.settings).toBeUndefined();
  const selecting = await at(service() + rule('shop', '{ host: web.xnat.svc.cluster.local, workloadSelector: { matchLabels: { app: cart } }, trafficPolicy: { tls: { mode: SIMPLE, credentialName: web-ca } } }'));
  expect(selecting?.tls).toMatchObject({ settings: { mode: 'SIMPLE', credentialName: 'web-ca' } });
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

const entry = (spec: string, more = ''): string => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: xnat }
spec: ${spec}
---${more}`;

const sidecar = (spec: string): string => `\napiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: { name: default, namespace: shop }\nspec: ${spec}\n---`;

test('a ServiceEntry that is looked up leads to its host, or to the hosts it lists', async () => {
  const own = entry('{ hosts: [api.example.com], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS, targetPort: 8443 }] }');
  expect((await at(own, 'api.example.com/443/-'))?.endpoints).toEqual([{ outside: 'api.example.com', port: 8443, takesMtls: false }]);
  const listed = entry('{ hosts: [api.example.com], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }], endpoints: [{ address: eu.example.com, ports: { tls: 9443 }, weight: 3 }, { address: web.xnat.svc.cluster.local }] }');
  expect((await at(service() + listed, 'api.example.com/443/-'))?.endpoints).toEqual([{ outside: 'eu.example.com', port: 9443, weight: 3, takesMtls: false }, { service: 'xnat/web', port: 443, takesMtls: false }]);
});

test('an endpoint whose address is a pod\'s is that pod, and its account says whether it takes mTLS', async () => {
  const placed = pod('c', 'version: v3', true).replace('---', 'status: { podIP: 10.0.3.3 }\n---');
  const spec = await at(placed + entry('{ hosts: [api.example.com], location: MESH_INTERNAL, resolution: STATIC, ports: [{ number: 80, name: http, protocol: HTTP }], endpoints: [{ address: 10.0.3.3, serviceAccount: web }, { address: 192.0.2.1 }] }'), 'api.example.com/80/-');
  expect(spec?.endpoints).toMatchObject([{ pod: 'xnat/c', takesMtls: true, principal: 'cluster.local/ns/xnat/sa/web' }, { outside: '192.0.2.1', takesMtls: false }]);
  expect(spec?.tls).toMatchObject({ by: 'auto', settings: { mode: 'ISTIO_MUTUAL' } });
});

test('a ServiceEntry selects pods and WorkloadEntries of its namespace', async () => {
  const workload = `\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: { name: vm, namespace: xnat }\nspec: { address: 192.0.2.7, labels: { app: web }, serviceAccount: vm }\n---`;
  const spec = await at(entry('{ hosts: [api.example.com], location: MESH_INTERNAL, resolution: STATIC, ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }], workloadSelector: { labels: { app: web } } }') + workload, 'api.example.com/80/-');
  expect(spec?.endpoints.map((endpoint) => [endpoint.pod ?? endpoint.outside, endpoint.port, endpoint.takesMtls])).toEqual([['xnat/a', 8080, true], ['xnat/b', 8080, false], ['192.0.2.7', 8080, true]]);
  expect(spec?.endpoints[2]?.principal).toBe('cluster.local/ns/xnat/sa/vm');
});

test('a Service selects WorkloadEntries of its namespace as if they were pods', async () => {
  const workload = (name: string, spec: string): string => `\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: { name: ${name}, namespace: xnat, labels: { app: web } }\nspec: ${spec}\n---`;
  const machines = workload('vm', '{ address: 192.0.2.7, serviceAccount: vm }') + workload('vn', '{ address: 192.0.2.8, ports: { http: 9090 } }');
  const endpoints = async (yaml: string): Promise<unknown> => (await at(yaml + machines, 'web.xnat.svc.cluster.local/80/-'))?.endpoints.filter(({ outside }) => outside !== undefined).map((endpoint) => [endpoint.outside, endpoint.port, endpoint.takesMtls]);
  expect(await endpoints(service())).toEqual([['192.0.2.7', 8080, true], ['192.0.2.8', 8080, false]]);
  expect(await endpoints(service().replace('targetPort: 8080', 'targetPort: http'))).toEqual([['192.0.2.8', 9090, false]]);
});

test('what is external gets plaintext, and resolution NONE leads where the client dialled', async () => {
  const spec = await at(entry('{ hosts: ["*.example.com"], location: MESH_EXTERNAL, ports: [{ number: 80, name: http, protocol: HTTP }] }'), '*.example.com/80/-');
  expect(spec).toMatchObject({ original: true, endpoints: [{ outside: '*.example.com' }], tls: { by: 'user' } });
  const told = await at(service() + entry('{ hosts: ["*.example.com"], ports: [{ number: 80, name: http, protocol: HTTP }] }'), '*.example.com/80/-/as=bytes;dialled=a.example.com');
  expect(told?.endpoints).toEqual([{ outside: 'a.example.com', port: 80, takesMtls: false }]);
});

test('a cluster that a client is not shown does not exist for it, and the reason is named', async () => {
  const why = async (yaml: string, rest: string): Promise<string | undefined> => (await at(yaml, rest))?.missing?.why;
  expect(await why(entry('{ hosts: [api.example.com], exportTo: ["."], ports: [{ number: 80, name: http, protocol: HTTP }] }'), 'api.example.com/80/-')).toBe('ServiceEntry xnat/api is not exported to namespace shop');
  expect(await why(service() + sidecar('{ egress: [{ hosts: ["./*"] }] }'), 'web.xnat.svc.cluster.local/80/-')).toBe('Sidecar shop/default does not import web.xnat.svc.cluster.local');
  expect(await why('', 'gone.example.com/80/-')).toBe('no Service and no ServiceEntry has the host gone.example.com');
  const alias = `\napiVersion: v1\nkind: Service\nmetadata: { name: alias, namespace: xnat }\nspec: { type: ExternalName, externalName: api.example.com, ports: [{ port: 80 }] }\n---`;
  expect(await why(alias, 'alias.xnat.svc.cluster.local/80/-')).toBe('Service xnat/alias is another name for api.example.com, and istiod makes no cluster for it');
});

test('the destination of a VirtualService that a Sidecar imports is imported too', async () => {
  const route = `\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: cart, namespace: shop }\nspec: { hosts: [cart], http: [{ route: [{ destination: { host: web.xnat.svc.cluster.local } }] }] }\n---`;
  expect((await at(service() + sidecar('{ egress: [{ hosts: ["./*"] }] }') + route))?.missing).toBeUndefined();
});

test('the address of a cluster says how long and how often its callers try', async () => {
  const spec = await at(service(), 'web.xnat.svc.cluster.local/80/-/timeout=2000;attempts=3;on=5xx+reset');
  expect(spec?.policy).toEqual({ timeout: 2000, attempts: 3, on: ['5xx', 'reset'] });
});

test('HTTP/2 is spoken where it is declared or a rule upgrades to it, and a hash keeps clients at an endpoint', async () => {
  const upgraded = rule('shop', '{ host: web.xnat.svc.cluster.local, trafficPolicy: { connectionPool: { http: { h2UpgradePolicy: UPGRADE } }, loadBalancer: { consistentHash: { httpHeaderName: X-User } } } }');
  expect(await at(service() + upgraded)).toMatchObject({ http2: true, by: { hash: 'header(x-user)' } });
  expect((await at(service()))?.http2).toBeUndefined();
  expect(await at(service() + upgraded.replace('h2UpgradePolicy: UPGRADE', 'useClientProtocol: true'))).toMatchObject({ asClient: true });
  expect((await at(service().replace('name: http,', 'name: grpc,')))?.http2).toBe(true);
});

test('ServiceEntries of one namespace that share a host share ports and endpoints', async () => {
  const eu = entry('{ hosts: [api.example.com], resolution: STATIC, ports: [{ number: 80, name: http, protocol: HTTP }], endpoints: [{ address: 192.0.2.1 }] }');
  const us = entry('{ hosts: [api.example.com], resolution: STATIC, ports: [{ number: 80, name: http, protocol: HTTP }, { number: 81, name: more, protocol: HTTP }], endpoints: [{ address: 192.0.2.2 }, { address: 192.0.2.1 }] }').replace('name: api', 'name: us');
  expect((await at(eu + us, 'api.example.com/80/-'))?.endpoints.map(({ outside }) => outside)).toEqual(['192.0.2.1', '192.0.2.2']);
  expect((await at(eu + us, 'api.example.com/81/-'))?.endpoints.map(({ outside }) => outside)).toEqual(['192.0.2.2', '192.0.2.1']);
});

test('what is missing points at the rule that would have it, and plaintext for all says because of whom', async () => {
  const { missing } = (await at(`${service()}\n---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: web, namespace: xnat }\nspec: { host: web, subsets: [{ name: v1, labels: { version: v1 } }] }`, 'web.xnat.svc.cluster.local/80/v9')) ?? {};
  expect(missing).toMatchObject({ status: 503, place: { resource: 'DestinationRule xnat/web', attribute: 'spec.subsets' } });
  const off = `${service()}\n---\napiVersion: istio.io/v1alpha1\nkind: MeshConfig\nmetadata: { name: istio, namespace: istio-system }\nenableAutoMtls: false`;
  expect((await at(off))?.tls.plain).toBe('enableAutoMtls is off in the mesh config');
});
