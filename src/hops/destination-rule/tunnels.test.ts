import { expect, test } from 'vitest';
import { ambientShop } from '../../../test/ambient.ts';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { ClusterSpec } from './spec.ts';

const host = 'web.shop.svc.cluster.local';
const tunnel = 'pod/shop/web-0/15008/8080';
const proxied = (namespace: string, name: string, more = '', containers = '[{ name: app }, { name: istio-proxy }]'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}-0, namespace: ${namespace}, labels: { app: ${name}${more} } }\nspec: { serviceAccountName: ${name}, containers: ${containers} }\nstatus: { conditions: [{ type: Ready, status: "True" }] }\n---\n`;
const rule = (tls: string): string => `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: web, namespace: shop }\nspec: { host: web, trafficPolicy: { tls: ${tls} } }\n---\n`;
const edge = proxied('legacy', 'edge', '', '[{ name: istio-proxy }]');
const side = proxied('legacy', 'side');

async function cluster(pod: string, more: string, labels = ''): Promise<ClusterSpec> {
  const spec = kind.read((await given(ambientShop({ more, labels }))).estate, []).at(`cluster/${pod}/${host}/80/-`);
  if (spec === undefined) throw new Error(`no cluster of ${pod}`);
  return spec;
}

test('a sidecar reaches a pod of the ambient mesh through a tunnel, past its waypoint', async () => {
  const { endpoints } = await cluster('legacy/side-0', side, 'istio.io/use-waypoint: waypoint');
  expect(endpoints).toMatchObject([{ pod: 'shop/web-0', port: 8080, tunnel, principal: 'cluster.local/ns/shop/sa/web' }]);
});

test('a sidecar that takes tunnels is reached by mTLS from other sidecars, and through a tunnel from a waypoint', async () => {
  const more = side + proxied('shop', 'second', ', app: web, networking.istio.io/tunnel: http').replace('app: second, app: web', 'app: web');
  const tunnels = async (client: string): Promise<readonly (string | undefined)[]> => (await cluster(client, more)).endpoints.map((endpoint) => endpoint.tunnel);
  expect(await tunnels('legacy/side-0')).toEqual([undefined, tunnel]);
  expect(await tunnels('shop/waypoint-0')).toEqual(['pod/shop/second-0/15008/8080', tunnel]);
});

test('an ingress gateway uses a waypoint only where that is asked for', async () => {
  const hops = async (labels: string): Promise<readonly (string | undefined)[]> => (await cluster('legacy/edge-0', edge, labels)).endpoints.map((endpoint) => endpoint.tunnel);
  expect(await hops('istio.io/use-waypoint: waypoint')).toEqual([tunnel]);
  expect(await hops('istio.io/use-waypoint: waypoint, istio.io/ingress-use-waypoint: "true"')).toEqual([`pod/shop/waypoint-0/15008/${host}/80`]);
  expect(await hops('istio.io/ingress-use-waypoint: "true"')).toEqual([tunnel]);
});

test('a waypoint brings TLS of its own only where a rule says SIMPLE or MUTUAL', async () => {
  const mode = async (more: string): Promise<string | undefined> => (await cluster('shop/waypoint-0', more)).tls.settings?.mode;
  expect(await mode('')).toBeUndefined();
  expect(await mode(rule('{ mode: ISTIO_MUTUAL }'))).toBeUndefined();
  expect(await mode(rule('{ mode: SIMPLE }'))).toBe('SIMPLE');
  expect((await cluster('shop/waypoint-0', '')).cluster).toBe(`inbound-vip|80|http|${host}`);
});

test('a tunnel is around the TLS of a rule, and instead of the mTLS of sidecars', async () => {
  const sessions = async (more: string): Promise<readonly unknown[]> => {
    const { ops } = kind.lower(await cluster('legacy/side-0', side + more), { to: (address) => address }, () => 'healthy');
    const found: unknown[] = [];
    JSON.stringify(ops, (key, value: unknown) => {
      if (key === 'push') found.push(value);
      return value;
    });
    return found;
  };
  const around = { alpn: 'h2', offer: { authority: 'mesh cluster.local', principal: 'cluster.local/ns/legacy/sa/side' }, demand: { authority: 'mesh cluster.local', name: 'spiffe://cluster.local/ns/shop/sa/web' } };
  expect(await sessions('')).toEqual([around]);
  expect(await sessions(rule('{ mode: ISTIO_MUTUAL }'))).toEqual([around]);
  expect(await sessions(rule('{ mode: SIMPLE, sni: web.example }'))).toEqual([expect.objectContaining({ sni: 'web.example' }), around]);
});
