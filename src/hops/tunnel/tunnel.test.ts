import { expect, test } from 'vitest';
import { ambientShop } from '../../../test/ambient.ts';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { TunnelSpec } from './spec.ts';

const side = (labels: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: side-0, namespace: legacy, labels: { ${labels} } }\nspec: { containers: [{ name: app }, { name: istio-proxy }] }\n`;

async function at(address: string, more = ''): Promise<TunnelSpec | undefined> {
  return kind.read((await given(ambientShop({ more }))).estate, []).at(address);
}

test('a waypoint takes tunnels for a Service, in a chain for each of what its port may speak', async () => {
  const chain = (protocol: string): string => `chain/shop/waypoint-0/15008/inbound-vip|80|${protocol}|web.shop.svc.cluster.local`;
  expect(await at('pod/shop/waypoint-0/15008/web.shop.svc.cluster.local/80')).toMatchObject({ proxy: 'waypoint shop/waypoint-0', port: 80, address: '10.96.0.10', protocol: 'http', http: chain('http'), bytes: chain('tcp') });
});

test('and for a pod that is addressed itself', async () => {
  expect(await at('pod/shop/waypoint-0/15008/shop/web-0/8080')).toMatchObject({ port: 8080, address: '10.0.0.8', protocol: 'auto', http: 'chain/shop/waypoint-0/15008/direct-http|shop|web-0|8080', bytes: 'chain/shop/waypoint-0/15008/direct-tcp|shop|web-0|8080' });
});

test('it takes none for a port that the Service does not have, nor without a target', async () => {
  expect(await at('pod/shop/waypoint-0/15008/web.shop.svc.cluster.local/81')).toBeUndefined();
  expect(await at('pod/shop/waypoint-0/15008')).toBeUndefined();
});

test('a sidecar takes tunnels to its own ports where it says so', async () => {
  expect(await at('pod/legacy/side-0/15008/8080', side('networking.istio.io/tunnel: http'))).toMatchObject({ proxy: 'sidecar of legacy/side-0', port: 8080, http: 'pod/legacy/side-0/8080' });
  expect(await at('pod/legacy/side-0/15008/8080', side('app: x'))).toBeUndefined();
});

test('nobody else does here', async () => {
  expect(await at('pod/shop/web-0/15008/8080')).toBeUndefined();
  expect(await at('pod/legacy/old-0/15008/8080')).toBeUndefined();
});
