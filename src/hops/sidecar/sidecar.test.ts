import { expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
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
spec: { ports: [{ name: http, port: 80 }, { name: tcp-dicom, port: 104 }, { name: pg, port: 5432 }, { name: dns, port: 53, protocol: UDP }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: hidden, namespace: bank, annotations: { networking.istio.io/exportTo: "." } }
spec: { ports: [{ name: http, port: 80 }] }
---`;

async function at(address: string, more = ''): Promise<SidecarSpec | undefined> {
  return kind.read((await given(estate + more)).estate, []).at(address);
}

async function outbound(address: string, more = ''): Promise<OutboundSpec> {
  const spec = await at(address, more);
  if (spec?.side !== 'outbound') throw new Error('no outbound spec');
  return spec;
}

test('a sidecar answers at its pod for the ports it takes', async () => {
  expect(await at('pod/shop/cart-0/8080')).toEqual({ side: 'inbound', pod: 'shop/cart-0', port: 8080, protocol: 'http' });
  expect(await at('pod/shop/cart-0/15021')).toBeUndefined();
  expect(await at('pod/shop/bare-0/8080')).toBeUndefined();
});

test('what the program sends to a Service port goes through it, unless it is exempt, not TCP, or no port at all', async () => {
  const [web, dicom] = [await outbound('outbound/shop/cart-0/web.xnat.svc.cluster.local/80'), await outbound('outbound/shop/cart-0/web.xnat.svc.cluster.local/104')];
  expect(web).toMatchObject({ service: 'xnat/web', port: 80, protocol: 'http', address: '10.0.0.7', others: 'ALLOW_ANY', normalization: 'BASE' });
  expect(dicom).toMatchObject({ protocol: 'tcp', hosts: [] });
  const none = await Promise.all(['web.xnat.svc.cluster.local/5432', 'web.xnat.svc.cluster.local/53', 'web.xnat.svc.cluster.local/81', 'nobody.xnat.svc.cluster.local/80'].map((rest) => at(`outbound/shop/cart-0/${rest}`)));
  expect([...none, await at('outbound/shop/bare-0/web.xnat.svc.cluster.local/80')]).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('a Host means any Service that has the port and is shown here, by every name that a client may use', async () => {
  expect((await outbound('outbound/shop/cart-0/web.xnat.svc.cluster.local/80')).hosts).toEqual([
    { service: 'shop/cart', host: 'cart.shop.svc.cluster.local', names: ['cart', 'cart.shop', 'cart.shop.svc', 'cart.shop.svc.cluster.local'] },
    { service: 'xnat/web', host: 'web.xnat.svc.cluster.local', names: ['web.xnat', 'web.xnat.svc', 'web.xnat.svc.cluster.local'] },
  ]);
});

test('hosts that lead out of the mesh are left open, each with its reason', async () => {
  const more = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: pay, namespace: bank }
spec: { hosts: ["*.Pay.example"] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: old, namespace: shop }
spec: { hosts: [old.example, cart] }
---
apiVersion: v1
kind: Service
metadata: { name: alias, namespace: bank }
spec: { type: ExternalName, externalName: pay.example, ports: [{ port: 80 }] }
---`;
  const { unclear } = await outbound('outbound/shop/cart-0/web.xnat.svc.cluster.local/80', more);
  expect(unclear.map(({ host }) => host)).toEqual(['*.pay.example', 'alias.bank', 'alias.bank.svc', 'alias.bank.svc.cluster.local', 'old.example']);
  expect((await outbound('outbound/shop/cart-0/web.xnat.svc.cluster.local/104', more)).unclear).toEqual([]);
});

test('a Sidecar object, exempt addresses and routes for bytes are said to be uncertain', async () => {
  const scope = `\napiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: { name: default, namespace: shop }\nspec: {}\n---`;
  const foreign = scope.replace('shop', 'bank');
  const route = `\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: dicom, namespace: xnat }\nspec: { hosts: [web], tcp: [{}] }\n---`;
  expect((await outbound('outbound/shop/cart-0/web.xnat.svc.cluster.local/80', foreign + route)).doubts).toEqual([]);
  expect((await outbound('outbound/shop/cart-0/web.xnat.svc.cluster.local/104', scope + route)).doubts).toEqual([
    'Sidecar shop/default narrows what the sidecar of shop/cart-0 knows, which is not modelled yet',
    'VirtualService xnat/dicom routes connections to web.xnat.svc.cluster.local by tcp or tls, which is not modelled yet',
  ]);
});
