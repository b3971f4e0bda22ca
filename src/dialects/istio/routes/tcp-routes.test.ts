import { expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import type { Resource } from '../../../resource/resource.ts';
import { streamCluster, tcpRoutesOf, tlsRoutesOf, type StreamClient } from './tcp-routes.ts';

async function virtualService(spec: string): Promise<Resource> {
  const estate = await written(`apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: db, namespace: shop }\nspec:\n${spec.replace(/^/gm, '  ')}`);
  return estate.ofType('VirtualService')[0]!;
}

const mesh: StreamClient = { through: 'mesh', namespace: 'shop', labels: { app: 'cart' }, port: 443 };
const gateway: StreamClient = { through: 'gateway', gateway: 'shop/gw', port: 443 };
const to = (host: string): string => `route: [{ destination: { host: ${host} } }]`;

test('what is known of a client before it connects leaves routes out', async () => {
  const match = (text: string, host: string): string => `  - { match: [{ sniHosts: [${host}.example], ${text} }], ${to(host)} }\n`;
  const found = await virtualService(`hosts: [x]\ntls:\n${match('port: 444', 'a')}${match('sourceNamespace: bank', 'b')}${match('sourceLabels: { app: till }', 'c')}${match('gateways: [gw]', 'd')}${match('port: 443, sourceLabels: { app: cart }', 'E')}`);
  expect(tlsRoutesOf(found, mesh).map(({ sniHosts }) => sniHosts)).toEqual([['e.example']]);
  expect(tlsRoutesOf(found, gateway).map(({ sniHosts }) => sniHosts)).toEqual([['b.example'], ['c.example'], ['d.example'], ['e.example']]);
});

test('a tls route without match is none, a tcp route without match takes everything and ends the list', async () => {
  const found = await virtualService(`hosts: [x]\ntls: [{ ${to('a')} }]\ntcp:\n  - { match: [{ destinationSubnets: [10.0.0.0/8] }], ${to('a')} }\n  - { ${to('b')} }\n  - { ${to('c')} }`);
  expect(tlsRoutesOf(found, mesh)).toEqual([]);
  const routes = tcpRoutesOf(found, mesh);
  expect(routes.map(({ destinationSubnets, destinations, match }) => [destinationSubnets, destinations[0]?.host, match])).toEqual([
    [['10.0.0.0/8'], 'a.shop.svc.cluster.local', ['spec', 'tcp', 0, 'match', 0]],
    [[], 'b.shop.svc.cluster.local', undefined],
  ]);
});

test('on a gateway the address that was dialled says nothing, and a route that leads nowhere is passed over', async () => {
  const found = await virtualService(`hosts: [x]\ntcp:\n  - { route: [] }\n  - { match: [{ destinationSubnets: [10.0.0.0/8] }], ${to('a')} }\n  - { ${to('b')} }`);
  expect(tcpRoutesOf(found, gateway).map(({ destinations }) => destinations[0]?.host)).toEqual(['a.shop.svc.cluster.local']);
});

test('a destination alone needs no weight, of several those without one get nothing', async () => {
  const found = await virtualService('hosts: [x]\ntcp: [{ route: [{ destination: { host: a, subset: v1, port: { number: 1 } }, weight: 20 }, { destination: { host: b }, weight: 80 }, { destination: { host: c } }] }]');
  expect(tcpRoutesOf(found, mesh)[0]?.destinations).toEqual([
    { host: 'a.shop.svc.cluster.local', port: 1, subset: 'v1', weight: 20 },
    { host: 'b.shop.svc.cluster.local', weight: 80 },
  ]);
});

test('a destination without port means the only port of its Service, else the one dialled', async () => {
  const service = (name: string, ports: string): string => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { ports: [${ports}] }\n---\n`;
  const estate = await written(service('one', '{ port: 5432 }') + service('two', '{ name: a, port: 1 }, { name: b, port: 2 }'));
  const leads = (name: string, port?: number): string => streamCluster(estate, 'shop/cart-0', { host: `${name}.shop.svc.cluster.local`, weight: 1, ...(port === undefined ? {} : { port }) }, 443).rule;
  expect([leads('one'), leads('two'), leads('none'), leads('one', 7)]).toEqual(['outbound|5432||one.shop.svc.cluster.local', 'outbound|443||two.shop.svc.cluster.local', 'outbound|443||none.shop.svc.cluster.local', 'outbound|7||one.shop.svc.cluster.local']);
});
