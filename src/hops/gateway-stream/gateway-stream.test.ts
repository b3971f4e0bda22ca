import { expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { StreamSpec } from './spec.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: shop }
spec:
  selector: { istio: ingress }
  servers:
    - { port: { number: 5432, name: db, protocol: TCP }, hosts: ["*"] }
    - { port: { number: 8443, name: tls, protocol: TLS }, hosts: ["*.example"], tls: { mode: PASSTHROUGH } }
    - { port: { number: 15443, name: auto, protocol: TLS }, hosts: ["*.local"], tls: { mode: AUTO_PASSTHROUGH } }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { ports: [{ name: tcp, port: 5432 }] }
---`;

const routes = (name: string, spec: string, created = ''): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop${created === '' ? '' : `, creationTimestamp: "${created}"`} }
spec: { gateways: [gw], ${spec} }
---`;

async function at(address: string, yaml: string): Promise<StreamSpec | undefined> {
  return kind.read((await given(estate + yaml)).estate, []).at(`chain/istio-system/ingress-0/${address}`);
}

const leads = (spec: StreamSpec | undefined): unknown => spec?.routes.map(({ resource, destinations }) => [resource, ...destinations.map(({ cluster, weight }) => `${cluster} ${weight}`)].join(' '));

test('TCP goes where the first route says that fits the port', async () => {
  const yaml = routes('db', 'hosts: ["*"], tcp: [{ match: [{ port: 1 }], route: [{ destination: { host: one } }] }, { match: [{ port: 5432, destinationSubnets: [10.0.0.0/8] }], route: [{ destination: { host: db }, weight: 30 }, { destination: { host: two, port: { number: 7 } }, weight: 70 }] }]');
  expect(leads(await at('5432/tcp.5432.db.gw.shop', yaml))).toEqual(['VirtualService shop/db outbound|5432||db.shop.svc.cluster.local 30 outbound|7||two.shop.svc.cluster.local 70']);
  expect(await at('5432/tcp.5432.db.gw.shop', '')).toBeUndefined();
});

test('of several VirtualServices the older one counts; without ages it may be either', async () => {
  const to = (name: string, created = ''): string => routes(name, `hosts: ["*"], tcp: [{ route: [{ destination: { host: ${name} } }] }]`, created);
  expect(leads(await at('5432/tcp.5432.db.gw.shop', to('a', '2024-02-01T00:00:00Z') + to('b', '2024-01-01T00:00:00Z')))).toEqual(['VirtualService shop/b outbound|5432||b.shop.svc.cluster.local 1']);
  expect(leads(await at('5432/tcp.5432.db.gw.shop', to('a') + to('b')))).toHaveLength(2);
});

test('TLS goes by server name, and a name that is taken leaves a whole match out', async () => {
  const tls = (name: string, created: string): string => routes(name, `hosts: ["*.example"], tls: [{ match: [{ sniHosts: [a.example, ${name}.example] }], route: [{ destination: { host: ${name} } }] }]`, created);
  const [older, younger] = ['2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z'];
  expect(leads(await at('8443/passthrough.8443.tls.gw.shop.shop.x.0.0', tls('x', older) + tls('y', younger)))).toEqual(['VirtualService shop/x outbound|8443||x.shop.svc.cluster.local 1']);
  expect(await at('8443/passthrough.8443.tls.gw.shop.shop.y.0.0', tls('x', older) + tls('y', younger))).toBeUndefined();
  expect(leads(await at('8443/passthrough.8443.tls.gw.shop.shop.x.0.0', tls('x', '') + tls('y', '')))).toHaveLength(2);
});

test('AUTO_PASSTHROUGH leads to the cluster that the server name says', async () => {
  expect(leads(await at('15443/outbound_.5432_._.db.shop.svc.cluster.local', ''))).toEqual(['Gateway shop/gw outbound|5432||db.shop.svc.cluster.local 1']);
});
