import { describe, expect, test } from 'vitest';
import { ambientShop, type AmbientShop } from '../../../test/ambient.ts';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { ZtunnelOutboundSpec } from './spec.ts';

const web = 'outbound/shop/cart-0/web.shop.svc.cluster.local/80';
const waypointed = 'istio.io/use-waypoint: waypoint';
const headless = 'apiVersion: v1\nkind: Service\nmetadata: { name: pods, namespace: shop }\nspec: { clusterIP: None, selector: { app: web }, ports: [{ port: 8080 }] }\n';
const alias = 'apiVersion: v1\nkind: Service\nmetadata: { name: alias, namespace: shop }\nspec: { type: ExternalName, externalName: web.shop.svc.cluster.local }\n';
const route = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: web, namespace: shop }\nspec: { hosts: [web], http: [{ route: [{ destination: { host: web } }] }] }\n---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: web, namespace: shop }\nspec: { host: web }\n';
const forWorkloads = (yaml: string): string => yaml.replace('kind: Gateway\nmetadata: { name: waypoint, namespace: shop }', 'kind: Gateway\nmetadata: { name: waypoint, namespace: shop, labels: { istio.io/waypoint-for: all } }');

async function at(address: string, shop: AmbientShop = {}, changed: (yaml: string) => string = (yaml) => yaml): Promise<ZtunnelOutboundSpec | undefined> {
  return kind.read((await given(changed(ambientShop(shop)))).estate, []).at(address);
}

function notes(spec: ZtunnelOutboundSpec | undefined): readonly (string | undefined)[] | undefined {
  return spec?.ignored.map(({ note }) => note);
}

test('only for ambient pods', async () => {
  expect(await at(web)).toBeDefined();
  expect(await at(web.replace('shop/cart-0', 'legacy/old-0'))).toBeUndefined();
});

describe('a Service', () => {
  test('leads to its endpoints, through tunnels where they take them', async () => {
    const { leads } = (await at(web, { more: 'apiVersion: v1\nkind: Pod\nmetadata: { name: bare-0, namespace: shop, labels: { app: web, istio.io/dataplane-mode: none } }\nspec: { containers: [{ name: app }] }\nstatus: { conditions: [{ type: Ready, status: "True" }] }\n' }))!;
    expect(leads).toMatchObject({ to: 'endpoints', endpoints: [{ name: 'shop/bare-0', port: 8080, hop: 'pod/shop/bare-0/8080' }, { name: 'shop/web-0', port: 15008, hop: 'pod/shop/web-0/15008/8080', tunnel: 'cluster.local/ns/shop/sa/web' }] });
  });

  test('leads to its waypoint, and says who asks for it', async () => {
    const { leads } = (await at(web, { labels: waypointed }))!;
    expect(leads).toMatchObject({ to: 'waypoint', waypoint: 'shop/waypoint', origin: { resource: 'Namespace shop' }, endpoints: [{ hop: 'pod/shop/waypoint-0/15008/web.shop.svc.cluster.local/80', tunnel: 'cluster.local/ns/shop/sa/waypoint' }] });
  });

  test('that asks for a waypoint which is not there goes without, and says so', async () => {
    const spec = await at(web, { labels: 'istio.io/use-waypoint: gone' });
    expect(spec?.leads.to).toBe('endpoints');
    expect(notes(spec)).toEqual(['Namespace shop asks for a waypoint, and there is no Gateway shop/gone: connections go on without one, and nothing enforces what needs HTTP']);
  });

  test('has routes and rules that nothing applies without a waypoint', async () => {
    expect(notes(await at(web, { more: route }))).toEqual(['VirtualService', 'DestinationRule'].map((type) => `${type} shop/web is for a proxy that reads HTTP; Service shop/web has no waypoint, so nothing applies it to connections of shop/cart-0`));
    expect(notes(await at(web, { more: route, labels: waypointed }))).toEqual([]);
  });

  test('without a port of that number leads nowhere', async () => {
    expect((await at(web.replace('/80', '/81')))?.leads).toMatchObject({ to: 'endpoints', endpoints: [] });
  });

  test('that is headless leads to its pods', async () => {
    expect((await at('outbound/shop/cart-0/pods.shop.svc.cluster.local/8080', { more: headless }))?.leads).toMatchObject({ to: 'pods', pods: [{ name: 'shop/web-0', address: '10.0.0.8', hop: 'direct/shop/cart-0/shop/web-0/8080' }] });
  });

  test('that is another name is what it stands for', async () => {
    expect((await at('outbound/shop/cart-0/alias.shop.svc.cluster.local/80', { more: alias }))?.leads).toMatchObject({ to: 'endpoints', service: 'Service shop/web' });
  });
});

describe('a pod that is dialled itself', () => {
  test('is reached through a tunnel', async () => {
    expect((await at('direct/shop/cart-0/shop/web-0/8080'))?.leads).toMatchObject({ to: 'endpoints', endpoints: [{ hop: 'pod/shop/web-0/15008/8080' }] });
  });

  test('is not behind a waypoint for Services', async () => {
    const spec = await at('direct/shop/cart-0/shop/web-0/8080', { labels: waypointed });
    expect(spec?.leads.to).toBe('endpoints');
    expect(notes(spec)?.[0]).toContain('the waypoint shop/waypoint is for service traffic');
  });

  test('is behind a waypoint for everything', async () => {
    expect((await at('direct/shop/cart-0/shop/web-0/8080', { labels: waypointed }, forWorkloads))?.leads).toMatchObject({ to: 'waypoint', endpoints: [{ hop: 'pod/shop/waypoint-0/15008/shop/web-0/8080' }] });
  });

  test('outside the mesh gets plain bytes', async () => {
    expect((await at('direct/shop/cart-0/legacy/old-0/8080'))?.leads).toMatchObject({ endpoints: [{ hop: 'pod/legacy/old-0/8080', port: 8080 }] });
  });
});

test('what nobody here knows is passed on', async () => {
  expect(await at('outbound/shop/cart-0/api.example.com/443')).toMatchObject({ dialled: 'api.example.com:443', past: 'outside/api.example.com/443', leads: { to: 'anywhere' } });
});

describe('a ServiceEntry', () => {
  const entry = (more: string, labels = ''): string => `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: api, namespace: shop, labels: { app: api${labels} } }\nspec: { hosts: [api.example.com], ports: [{ number: 443, name: tls, protocol: TLS }], ${more} }\n`;
  const api = 'outbound/shop/cart-0/api.example.com/443';

  test('leads to what it names, also to pods', async () => {
    expect((await at(api, { more: entry('resolution: DNS') }))?.leads).toMatchObject({ to: 'endpoints', service: 'ServiceEntry shop/api', endpoints: [{ name: 'api.example.com', hop: 'outside/api.example.com/443' }] });
    expect((await at(api, { more: entry('resolution: STATIC, workloadSelector: { labels: { app: web } }') }))?.leads).toMatchObject({ endpoints: [{ hop: 'pod/shop/web-0/15008/443' }] });
  });

  test('without resolution is only a name', async () => {
    expect((await at(api, { more: entry('resolution: NONE') }))?.leads).toEqual({ to: 'anywhere' });
  });

  test('may have a waypoint, for what leaves the mesh', async () => {
    expect((await at(api, { more: entry('resolution: DNS', ', istio.io/use-waypoint: waypoint') }))?.leads).toMatchObject({ to: 'waypoint', endpoints: [{ hop: 'pod/shop/waypoint-0/15008/api.example.com/443' }] });
  });
});
