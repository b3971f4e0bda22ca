import { expect, test } from 'vitest';
import { written } from '../../../test/given.ts';
import { unattachedOf } from './unattached.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: shop }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.shop.example", "bank/bank.example", "./own.example"] }] }
---`;

async function unattached(hosts: string, more = 'gateways: [shop/gw]', namespace = 'shop'): Promise<unknown> {
  const made = `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: web, namespace: ${namespace} }\nspec:\n  hosts: ${hosts}\n  ${more}\n  http: [{ route: [{ destination: { host: web } }] }]`;
  return unattachedOf(await written(`${estate}\n${made}`)).map(({ why, reason, at }) => [why, reason, at.at?.line]);
}

test('a VirtualService that shares a host with the Gateway it names is attached', async () => {
  expect(await unattached('[a.shop.example]')).toEqual([]);
  expect(await unattached('["*"]')).toEqual([]);
  expect(await unattached('[own.example]')).toEqual([]);
  expect(await unattached('[bank.example]', 'gateways: [shop/gw, mesh]', 'bank')).toEqual([]);
  expect(await unattached('[web]', 'gateways: [mesh]')).toEqual([]);
});

test.each([
  ['no-gateway', '[a.shop.example]', 'gateways: [gv]', 'shop', 'there is no Gateway shop/gv'],
  ['hosts-differ', '[shop.example]', 'gateways: [gw]', 'shop', 'Gateway shop/gw has *.shop.example, bank/bank.example, shop/own.example, and none of it is shop.example'],
  ['namespace-excluded', '[bank.example]', 'gateways: [gw]', 'shop', 'Gateway shop/gw has bank/bank.example, which leaves out VirtualServices of namespace shop'],
  ['namespace-excluded', '[own.example]', 'gateways: [shop/gw]', 'bank', 'Gateway shop/gw has shop/own.example, which leaves out VirtualServices of namespace bank'],
  ['not-exported', '[a.shop.example]', 'gateways: [gw]\n  exportTo: ["."]', 'shop', 'the pods of Gateway shop/gw run in namespace istio-system, and VirtualService web is not exported there'],
])('%s: %s', async (why, hosts, more, namespace, reason) => {
  expect(await unattached(hosts, more, namespace)).toEqual([[why, reason.replace('VirtualService web', `VirtualService ${namespace}/web`), 17]]);
});
