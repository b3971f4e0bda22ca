import { expect, test } from 'vitest';
import { runControllers } from '../../controllers/run.ts';
import { estateOf } from '../../resource/estate.ts';
import { given, written } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { OutboundSpec, SidecarSpec } from './spec.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: cart-0, namespace: shop, labels: { app: cart }, annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "5432" } }
spec: { containers: [{ name: app }, { name: istio-proxy }] }
status: { podIP: 10.0.0.7 }
---
apiVersion: v1
kind: Pod
metadata: { name: bare-0, namespace: shop }
spec: { containers: [{ name: app }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: xnat }
spec: { clusterIP: 10.96.0.8, ports: [{ name: http, port: 80 }, { name: tcp-dicom, port: 104 }, { name: metrics, port: 9090 }, { name: pg, port: 5432 }, { name: dns, port: 53, protocol: UDP }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: grpc, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: hidden, namespace: bank, annotations: { networking.istio.io/exportTo: "." } }
spec: { ports: [{ name: http, port: 80 }] }
---`;

const entry = (name: string, spec: string): string => `\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n---`;
const sidecar = (spec: string): string => `\napiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: { name: default, namespace: shop }\nspec: ${spec}\n---`;
const mesh = (mode: string): string => `\napiVersion: istio.io/v1alpha1\nkind: MeshConfig\nmetadata: { name: istio, namespace: istio-system }\noutboundTrafficPolicy: { mode: ${mode} }\n---`;

async function at(address: string, more = ''): Promise<SidecarSpec | undefined> {
  return kind.read((await given(estate + more)).estate, []).at(address);
}

async function dialled(rest: string, more = ''): Promise<OutboundSpec> {
  const spec = await at(`outbound/shop/cart-0/${rest}`, more);
  if (spec?.side !== 'outbound') throw new Error('no outbound spec');
  return spec;
}

function hosts({ http }: OutboundSpec): readonly string[] {
  return http === undefined || 'host' in http.to ? [] : http.to.hosts.map(({ host }) => host);
}

const rules = ({ chains }: OutboundSpec): unknown => chains.map(({ sniHosts, destinations }) => [sniHosts, destinations.map(({ rule }) => rule)]);

test('a sidecar answers at its pod for the ports it takes', async () => {
  expect(await at('pod/shop/cart-0/8080')).toEqual({ side: 'inbound', pod: 'shop/cart-0', port: 8080, protocol: 'http', chain: '0.0.0.0_8080', app: 8080, http2: true });
  expect(await at('pod/shop/cart-0/9999')).toEqual({ side: 'inbound', pod: 'shop/cart-0', port: 9999, protocol: 'auto', app: 9999, http2: false });
  expect([await at('pod/shop/cart-0/15021'), await at('pod/shop/bare-0/8080')]).toEqual([undefined, undefined]);
});

test('ingress listeners of a Sidecar object declare the ports instead of Services', async () => {
  const more = sidecar('{ ingress: [{ port: { number: 9080, protocol: TCP, name: tcp }, defaultEndpoint: "127.0.0.1:7000" }] }');
  expect(await at('pod/shop/cart-0/9080', more)).toMatchObject({ chain: '10.0.0.7_9080', protocol: 'tcp', app: 7000 });
  expect(await at('pod/shop/cart-0/8080', more)).not.toHaveProperty('chain');
});

test('TLS of an ingress listener is read only where istiod is told so and the port takes no mTLS', async () => {
  const more = sidecar('{ ingress: [{ port: { number: 9443, protocol: HTTPS, name: https }, tls: { mode: SIMPLE, serverCertificate: /tls.crt, privateKey: /tls.key } }] }');
  const told = `\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: istiod, namespace: istio-system }\nspec: { template: { spec: { containers: [{ name: discovery, env: [{ name: ENABLE_TLS_ON_SIDECAR_INGRESS, value: "true" }] }] } } }\n---`;
  const disabled = `\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: shop }\nspec: { mtls: { mode: DISABLE } }\n---`;
  expect(await at('pod/shop/cart-0/9443', more)).toMatchObject({ protocol: 'tls', unread: { resource: 'Sidecar shop/default', attribute: 'spec.ingress[0].tls' } });
  expect(await at('pod/shop/cart-0/9443', more + told)).toHaveProperty('unread');
  const read = await at('pod/shop/cart-0/9443', more + told + disabled);
  expect(read).toMatchObject({ protocol: 'http' });
  expect(read).not.toHaveProperty('unread');
});

test('what the program dials goes through it, unless it is exempt or not TCP', async () => {
  const none = await Promise.all(['shop/cart-0/web.xnat.svc.cluster.local/5432', 'shop/cart-0/web.xnat.svc.cluster.local/53', 'shop/bare-0/web.xnat.svc.cluster.local/80'].map((rest) => at(`outbound/${rest}`)));
  expect(none).toEqual([undefined, undefined, undefined]);
  expect(await dialled('web.xnat.svc.cluster.local/81')).toMatchObject({ listener: 'virtualOutbound', chains: [], others: { past: 'service/xnat/web/81' } });
});

test('HTTP goes by Host for every service of the port that is shown here', async () => {
  const spec = await dialled('web.xnat.svc.cluster.local/80');
  expect(spec).toMatchObject({ listener: '0.0.0.0_80', address: '10.0.0.7', others: { mode: 'ALLOW_ANY' }, normalization: 'BASE' });
  expect(hosts(spec)).toEqual(['cart.shop.svc.cluster.local', 'web.xnat.svc.cluster.local']);
  const [cart, web] = spec.http !== undefined && 'hosts' in spec.http.to ? spec.http.to.hosts : [];
  expect(cart?.domains).toEqual(['cart', 'cart.shop', 'cart.shop.svc', 'cart.shop.svc.cluster.local', 'cart.shop.svc.cluster.local.']);
  expect(web?.domains).toEqual(['web.xnat', 'web.xnat.svc', 'web.xnat.svc.cluster.local', 'web.xnat.svc.cluster.local.', '10.96.0.8']);
});

test('bytes go by the address: a Service has a listener of its own', async () => {
  expect(await dialled('web.xnat.svc.cluster.local/104')).toMatchObject({ listener: '10.96.0.8_104' });
  expect(rules(await dialled('10.96.0.8/104'))).toEqual([[[], ['outbound|104||web.xnat.svc.cluster.local']]]);
  expect(await dialled('10.96.0.8/9090')).toMatchObject({ http: { sniffed: true, to: { host: 'web.xnat.svc.cluster.local' } }, chains: [{ resource: 'Service xnat/web' }] });
});

test('a ServiceEntry without an address takes the whole port, for TLS by its name', async () => {
  const tcp = entry('db', '{ hosts: [db.example.com], resolution: DNS, ports: [{ number: 5000, name: tcp, protocol: TCP }] }');
  expect(rules(await dialled('anything.example.org/5000', tcp))).toEqual([[[], ['outbound|5000||db.example.com']]]);
  expect((await dialled('anything.example.org/5000', tcp)).chains).toMatchObject([{ stray: true }]);
  expect((await dialled('db.example.com/5000', tcp)).chains[0]).not.toHaveProperty('stray');
  const tls = entry('api', '{ hosts: [api.example.com], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }');
  expect(rules(await dialled('api.example.com/443', tls))).toEqual([[['api.example.com'], ['outbound|443||api.example.com']]]);
  expect((await dialled('api.example.com/443', tls)).others.past).toBe('outside/api.example.com/443');
});

test('a ServiceEntry that leads where the client dialled tells its cluster what that was', async () => {
  const wild = entry('wild', '{ hosts: ["*.partner.example"], ports: [{ number: 443, name: tls, protocol: TLS }] }');
  expect((await dialled('a.partner.example/443', wild)).chains).toMatchObject([{ sniHosts: ['*.partner.example'], destinations: [{ hop: 'cluster/shop/cart-0/*.partner.example/443/-/as=bytes;dialled=a.partner.example' }] }]);
});

test('a block of addresses narrows the chains to the longest block that holds the dialled one', async () => {
  const more = entry('wide', '{ hosts: [wide.example], addresses: [192.0.2.0/24], ports: [{ number: 5000, name: tcp, protocol: TCP }] }') + entry('narrow', '{ hosts: [narrow.example], addresses: [192.0.2.128/25], ports: [{ number: 5000, name: tcp, protocol: TCP }] }');
  expect(rules(await dialled('192.0.2.130/5000', more))).toEqual([[[], ['outbound|5000||narrow.example']]]);
  expect(rules(await dialled('192.0.2.1/5000', more))).toEqual([[[], ['outbound|5000||wide.example']]]);
  expect(rules(await dialled('198.51.100.1/5000', more))).toEqual([]);
});

test('with DNS capture a ServiceEntry without an address gets one of its own', async () => {
  const captured = estate.replace('"5432" }', '"5432", proxy.istio.io/config: \'{"proxyMetadata":{"ISTIO_META_DNS_CAPTURE":"true"}}\' }');
  const tcp = entry('db', '{ hosts: [db.example.com], resolution: DNS, ports: [{ number: 5000, name: tcp, protocol: TCP }] }');
  const read = kind.read((await given(captured + tcp)).estate, []);
  expect(read.at('outbound/shop/cart-0/db.example.com/5000')).toMatchObject({ listener: 'db.example.com_5000', chains: [{ resource: 'ServiceEntry shop/db' }] });
  expect(read.at('outbound/shop/cart-0/240.240.35.179/5000')).toMatchObject({ listener: '240.240.35.179_5000' });
  expect(read.at('outbound/shop/cart-0/other.example.org/5000')).toMatchObject({ listener: 'virtualOutbound', chains: [] });
});

test('routes of a VirtualService for bytes come before the service itself', async () => {
  const route = `\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: dicom, namespace: xnat }\nspec: { hosts: [web], tcp: [{ match: [{ port: 104 }], route: [{ destination: { host: archive, port: { number: 104 } } }] }] }\n---`;
  expect(rules(await dialled('web.xnat.svc.cluster.local/104', route))).toEqual([[[], ['outbound|104||archive.xnat.svc.cluster.local']]]);
});

test('a Sidecar object narrows what is known, and says what becomes of the rest', async () => {
  const more = sidecar('{ egress: [{ hosts: ["./*"] }], outboundTrafficPolicy: { mode: REGISTRY_ONLY } }');
  const spec = await dialled('web.xnat.svc.cluster.local/80', more);
  expect(hosts(spec)).toEqual(['cart.shop.svc.cluster.local']);
  expect(spec.others).toMatchObject({ mode: 'REGISTRY_ONLY', resource: 'Sidecar shop/default', attribute: 'spec.outboundTrafficPolicy.mode', at: { line: 31 } });
  expect((await dialled('web.xnat.svc.cluster.local/104', more)).listener).toBe('virtualOutbound');
});

test('an egress listener with a port says what is spoken there, and the others keep off it', async () => {
  const more = sidecar('{ egress: [{ port: { number: 104, protocol: HTTP, name: http }, hosts: ["xnat/*"] }, { hosts: ["*/*"] }] }');
  const spec = await dialled('web.xnat.svc.cluster.local/104', more);
  expect(spec.listener).toBe('0.0.0.0_104');
  expect(spec.http?.sniffed).toBe(true);
  expect((await dialled('web.xnat.svc.cluster.local/9090', more)).listener).toBe('10.96.0.8_9090');
});

test('of several Sidecar objects without an age it is not certain which one counts', async () => {
  const more = sidecar('{}') + sidecar('{}').replace('name: default', 'name: other');
  expect((await dialled('web.xnat.svc.cluster.local/80', more)).doubts).toEqual(['several Sidecar objects narrow what the sidecars of namespace shop know; the oldest counts, and no file says which that is']);
});

test('hosts of VirtualServices that are no service have routes on port 80', async () => {
  const route = `\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: old, namespace: shop }\nspec: { hosts: [old.example], http: [{ route: [{ destination: { host: cart } }] }] }\n---`;
  expect(hosts(await dialled('web.xnat.svc.cluster.local/80', route))).toContain('old.example');
  const only = route.replace('hosts: [old.example]', 'gateways: [gw], hosts: [old.example]');
  expect(hosts(await dialled('web.xnat.svc.cluster.local/80', only))).not.toContain('old.example');
});

test('an ExternalName is another domain of the service that it stands for', async () => {
  const alias = `\napiVersion: v1\nkind: Service\nmetadata: { name: alias, namespace: shop }\nspec: { type: ExternalName, externalName: web.xnat.svc.cluster.local }\n---`;
  const spec = await dialled('10.96.0.8/80', alias);
  const web = spec.http !== undefined && 'hosts' in spec.http.to ? spec.http.to.hosts.find(({ host }) => host.startsWith('web')) : undefined;
  expect(web?.domains).toContain('alias.shop');
});

test('dynamic DNS reads HTTP where no listener does', async () => {
  expect(await dialled('10.9.9.9/7000', mesh('ALLOW_ANY_DYNAMIC_DNS'))).toMatchObject({ listener: 'virtualOutbound', http: { sniffed: true }, others: { mode: 'ALLOW_ANY_DYNAMIC_DNS' } });
  expect((await dialled('10.9.9.9/7000', mesh('ALLOW_ANY'))).http).toBeUndefined();
});

test('a pod of a headless Service is dialled by its own address', async () => {
  const db = `
apiVersion: v1
kind: Pod
metadata: { name: db-0, namespace: shop, labels: { app: db } }
spec: { containers: [{ name: app }] }
status: { podIP: 10.0.0.20 }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { clusterIP: None, selector: { app: db }, ports: [{ name: tcp, port: 7000 }] }
---`;
  expect(await at('direct/shop/cart-0/shop/db-0/7000', db)).toMatchObject({ listener: '10.0.0.20_7000', target: 'shop/db-0', chains: [{ resource: 'Service shop/db' }] });
  expect(await at('direct/shop/cart-0/shop/db-0/7001', db)).toMatchObject({ listener: 'virtualOutbound', others: { past: 'pod/shop/db-0/7001' } });
  expect(await dialled('10.0.0.20/7000', db)).toMatchObject({ listener: '10.0.0.20_7000' });
  expect(await dialled('db.shop.svc.cluster.local/7000', db)).toMatchObject({ chains: [{ resource: 'Service shop/db' }] });
  expect(await at('outbound/shop/cart-0/db.shop.svc.cluster.local/7000', db.replace('labels: { app: db }', 'labels: { app: none }'))).toBeUndefined();
});

test('services of another cluster are not seen', async () => {
  const far = `\napiVersion: v1\nkind: Service\nmetadata: { name: far, namespace: away }\nspec: { ports: [{ name: http, port: 80 }] }\n---`;
  const { resources } = await written(estate + far);
  const apart = runControllers(estateOf(resources.map((resource) => (resource.namespace === 'away' ? { ...resource, scope: 'other' } : resource))).estate);
  const spec = kind.read(apart.estate, []).at('outbound/shop/cart-0/web.xnat.svc.cluster.local/80');
  expect(spec?.side === 'outbound' ? hosts(spec) : undefined).toEqual(['cart.shop.svc.cluster.local', 'web.xnat.svc.cluster.local']);
});

test('a forward proxy of a Sidecar object, and a pod that is not intercepted, are said to be uncertain', async () => {
  const proxy = sidecar('{ egress: [{ port: { number: 8888, protocol: HTTP_PROXY, name: proxy }, hosts: ["*/*"] }, { hosts: ["*/*"] }] }');
  expect((await dialled('127.0.0.1/8888', proxy)).doubts).toEqual(['Sidecar shop/default makes port 8888 a forward proxy (HTTP_PROXY), which is not modelled']);
  const past = estate.replace('"5432" }', '"5432", sidecar.istio.io/interceptionMode: NONE }');
  expect(kind.read((await given(past)).estate, []).at('outbound/shop/cart-0/web.xnat.svc.cluster.local/80')).toMatchObject({ doubts: ['pod shop/cart-0 has interceptionMode NONE: what it dials itself goes past its sidecar, which is not modelled'] });
});
