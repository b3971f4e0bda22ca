import { describe, expect, test } from 'vitest';
import { given, written } from '../../../test/given.ts';
import type { Problem } from '../../resource/resource.ts';
import { kind } from './kind.ts';
import type { RouteSpec, RoutesSpec } from './spec.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: cart-0, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: app }, { name: istio-proxy }] }
---
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: istio-system }
spec: { selector: { istio: ingress }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: xnat }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: two, namespace: xnat }
spec: { ports: [{ name: http, port: 80 }, { name: http-b, port: 81 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: xnat }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.example.org", "bank/bank.example"] }] }
---`;

const inMesh = 'route/shop/cart-0/80/web.xnat.svc.cluster.local';
const onGateway = 'vhost/istio-system/ingress-0/http.8080/a.example.org';

const routes = (namespace: string, name: string, spec: string, created = ''): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace}${created === '' ? '' : `, creationTimestamp: "${created}"`} }
spec:
${spec.replace(/^/gm, '  ')}
---`;

async function at(yaml: string, address = inMesh): Promise<RoutesSpec | undefined> {
  return kind.read((await given(estate + yaml)).estate, []).at(address);
}

const rulesOf = (spec: RoutesSpec | undefined): readonly RouteSpec[] => spec?.groups.flatMap(({ sources }) => sources.flatMap(({ rules }) => rules)) ?? [];
const leads = (spec: RoutesSpec | undefined): unknown => rulesOf(spec).map(({ name, action }) => [name, action.to === 'destinations' ? action.destinations.map(({ hop }) => hop.replace(/^cluster\/[^/]+\/[^/]+\//, '')).join(' ') : action.to]);
const called = (spec: RoutesSpec | undefined): readonly string[] => rulesOf(spec).map(({ name }) => name);
const to = 'route: [{ destination: { host: web } }]';

describe('in the mesh', () => {
  test('a host without VirtualService leads to its Service, and so does one whose routes are for others', async () => {
    const usual = { proxy: 'sidecar of shop/cart-0', virtualHost: 'web.xnat.svc.cluster.local:80', counts: 'first', otherwise: 'cluster/shop/cart-0/web.xnat.svc.cluster.local/80/-', groups: [] };
    expect(await at('')).toEqual(usual);
    expect(await at(routes('xnat', 'web', 'hosts: [web]\ntcp: [{ route: [{ destination: { host: two } }] }]'))).toEqual(usual);
    expect(await at(routes('xnat', 'web', `hosts: [web]\nhttp: [{ match: [{ sourceNamespace: bank }], ${to} }]`))).toMatchObject(usual);
    expect(await at('', 'route/shop/cart-0/80/elsewhere.example')).not.toHaveProperty('otherwise');
  });

  test('a destination without port means the only port, else the one that was asked for', async () => {
    const yaml = routes('xnat', 'web', 'hosts: [web]\nhttp:\n  - route: [{ destination: { host: web, subset: v1 }, weight: 0 }, { destination: { host: two }, weight: 30 }, { destination: { host: web, port: { number: 81 } }, weight: 70 }]');
    expect(leads(await at(yaml))).toEqual([['rule 1', 'two.xnat.svc.cluster.local/80/- web.xnat.svc.cluster.local/81/-']]);
    expect(leads(await at(routes('xnat', 'web', 'hosts: [web]\nhttp: [{ name: x, route: [{ destination: { host: elsewhere.example } }] }]')))).toEqual([['x', 'elsewhere.example/80/-']]);
  });

  test('what is known of the client before a request comes leaves rules out', async () => {
    const one = (match: string): string => `  - { match: [${match}], ${to} }\n`;
    const others = ['{ port: 81 }', '{ sourceNamespace: bank }', '{ sourceLabels: { app: till } }', '{ gateways: [gw] }'].map(one).join('');
    const yaml = routes('xnat', 'web', `hosts: [web]\nhttp:\n${others}${one('{ port: 80, sourceNamespace: shop, sourceLabels: { app: cart } }')}`);
    expect(called(await at(yaml))).toEqual(['rule 5']);
    expect(called(await at(routes('xnat', 'web', `hosts: [web]\nhttp:\n${one('{ gateways: [mesh], sourceLabels: { app: till }, sourceNamespace: bank }')}`)))).toEqual(['rule 1']);
  });

  test('every match is a route of its own, and behind one that takes everything there is none', async () => {
    const yaml = routes('xnat', 'web', `hosts: [web]\nhttp:\n  - { name: a, match: [{ name: one, uri: { exact: /1 } }, { uri: { exact: /2 } }, { uri: { prefix: / } }, { uri: { exact: /3 } }], ${to} }\n  - { name: never, ${to} }`);
    expect(called(await at(yaml))).toEqual(['a.one', 'a', 'a']);
    const regex = routes('xnat', 'web', `hosts: [web]\nhttp:\n  - { name: a, match: [{ uri: { regex: ".*" } }], ${to} }\n  - { name: never, ${to} }`);
    expect(called(await at(regex))).toEqual(['a']);
    const narrower = routes('xnat', 'web', `hosts: [web]\nhttp:\n  - { name: a, match: [{ uri: { prefix: / }, method: { exact: GET } }], ${to} }\n  - { name: b, ${to} }`);
    expect(called(await at(narrower))).toEqual(['a', 'b']);
  });

  test('only the oldest counts, and where no file says which that is, that is known', async () => {
    const spec = (name: string): string => `hosts: [web]\nhttp: [{ name: ${name}, ${to} }]`;
    const dated = routes('xnat', 'a', spec('a'), '2024-02-01T00:00:00Z') + routes('xnat', 'b', spec('b'), '2024-01-01T00:00:00Z');
    expect((await at(dated))?.groups).toMatchObject([{ agesKnown: true, sources: [{ resource: 'VirtualService xnat/b' }, { resource: 'VirtualService xnat/a' }] }]);
    expect((await at(routes('xnat', 'a', spec('a')) + routes('xnat', 'b', spec('b'))))?.groups).toMatchObject([{ agesKnown: false }]);
  });

  test('a VirtualService that is shown to the client\'s namespace alone comes before one for all, whatever their age', async () => {
    const spec = (name: string, exported: string): string => `hosts: [web.xnat.svc.cluster.local]\nexportTo: [${exported}]\nhttp: [{ name: ${name}, route: [{ destination: { host: web.xnat.svc.cluster.local } }] }]`;
    const yaml = routes('xnat', 'a', spec('all', '"*"'), '2024-01-01T00:00:00Z') + routes('xnat', 'b', spec('named', 'shop'), '2024-01-02T00:00:00Z') + routes('shop', 'c', spec('own', '"."'), '2024-01-03T00:00:00Z') + routes('xnat', 'd', spec('none', '"~"'));
    expect(called(await at(yaml))).toEqual(['own', 'named', 'all']);
  });

  test('an exact host comes before a wildcard, and what is not shown here does not count', async () => {
    const spec = (host: string, name: string, more = ''): string => `hosts: ["${host}"]\n${more}http: [{ name: ${name}, ${to} }]`;
    const yaml = routes('xnat', 'a', spec('*.xnat.svc.cluster.local', 'wild')) + routes('xnat', 'b', spec('web', 'exact', 'exportTo: ["."]\n')) + routes('bank', 'c', spec('web', 'theirs')) + routes('xnat', 'd', spec('web', 'outside', 'gateways: [gw]\n'));
    expect(called(await at(yaml))).toEqual(['wild']);
  });
});

describe('a delegate', () => {
  const root = routes('xnat', 'root', `hosts: [web]\nhttp:\n  - { name: root, match: [{ uri: { prefix: /a } }], timeout: 1s, delegate: { name: part, namespace: bank } }\n  - { name: rest, ${to} }`);
  const part = (http: string, more = ''): string => routes('bank', 'part', `${more}http: ${http}`);

  test('adds its routes in the place of the one that delegates; its short names are those of its own namespace', async () => {
    const found = await at(root + part('[{ match: [{ uri: { prefix: /a/b } }], route: [{ destination: { host: till } }] }, { name: wide, match: [{ uri: { prefix: / } }], route: [] }]'));
    expect(leads(found)).toEqual([['root', 'till.bank.svc.cluster.local/80/-/timeout=1000'], ['rest', 'web.xnat.svc.cluster.local/80/-']]);
    expect(rulesOf(found)[0]).toMatchObject({ resource: 'VirtualService bank/part', conditions: [{ field: 'path', is: { prefix: '/a/b' } }], attribute: 'spec.http[0].match[0]' });
  });

  test('that is not there, not exported, or delegates itself leaves the route out', async () => {
    const own = '[{ route: [{ destination: { host: till } }] }]';
    expect(called(await at(root))).toEqual(['rest']);
    expect(called(await at(root + part(own, 'exportTo: ["."]\n')))).toEqual(['rest']);
    expect(called(await at(root + part('[{ delegate: { name: root, namespace: xnat } }]')))).toEqual(['rest']);
    expect(called(await at(root + part(own, 'hosts: [till]\n')))).toEqual(['rest']);
    expect(called(await at(root + part(own)))).toEqual(['root', 'rest']);
  });
});

describe('on a gateway', () => {
  const spec = (host: string, rules: string): string => `hosts: ["${host}"]\ngateways: [gw]\nhttp: ${rules}`;

  test('several VirtualServices of one host are there together, oldest first', async () => {
    const yaml = routes('xnat', 'b', spec('a.example.org', `[{ name: all, ${to} }]`), '2024-01-01T00:00:00Z') + routes('xnat', 'a', spec('*.example.org', `[{ name: wild, match: [{ uri: { prefix: /3 } }], ${to} }]`), '2024-02-01T00:00:00Z');
    const found = await at(yaml, onGateway);
    expect(found).toMatchObject({ proxy: 'gateway istio-system/ingress-0', virtualHost: 'a.example.org:80', counts: 'all' });
    expect(leads(found)).toEqual([['all', 'web.xnat.svc.cluster.local/80/-']]);
    expect(leads(await at(yaml, 'vhost/istio-system/ingress-0/http.8080/*.example.org'))).toEqual([['wild', 'web.xnat.svc.cluster.local/80/-']]);
  });

  test('a match sees the port that the server says, and its own Gateway', async () => {
    const rules = `[{ name: listener, match: [{ port: 8080 }], ${to} }, { name: mesh, match: [{ gateways: [mesh] }], ${to} }, { name: server, match: [{ port: 80, gateways: [./gw] }], ${to} }]`;
    expect(called(await at(routes('xnat', 'a', spec('a.example.org', rules)), onGateway))).toEqual(['server']);
  });

  test('a host that no VirtualService routes is no virtual host, nor is one of a namespace that the server excludes', async () => {
    const yaml = routes('xnat', 'a', spec('bank.example', `[{ ${to} }]`));
    expect(await at(yaml, 'vhost/istio-system/ingress-0/http.8080/bank.example')).toBeUndefined();
    expect(await at('', onGateway)).toBeUndefined();
    const theirs = routes('bank', 'a', spec('bank.example', '[{ route: [{ destination: { host: web.xnat.svc.cluster.local } }] }]').replace('[gw]', '[xnat/gw]'));
    expect(leads(await at(theirs, 'vhost/istio-system/ingress-0/http.8080/bank.example'))).toEqual([['rule 1', 'web.xnat.svc.cluster.local/80/-']]);
  });

  test('what istiod makes of Gateway API routes has whole segments, 500 for backends that are not there, and no short names', async () => {
    const yaml = routes('xnat', 'a', spec('a.example.org', '[{ match: [{ uri: { prefix: /a/ } }], rewrite: { uri: / }, route: [{ destination: { host: web.xnat.svc.cluster.local, port: { number: 80 } } }] }, { match: [{ uri: { prefix: /b } }], redirect: { uri: "%PREFIX()%/c" } }, { route: [{ destination: { host: web } }] }]')).replace('namespace: xnat }', 'namespace: xnat, annotations: { internal.istio.io/route-semantics: gateway } }');
    const rules = rulesOf(await at(yaml, onGateway));
    expect(rules.map(({ conditions }) => conditions)).toEqual([[{ field: 'path', is: { segments: '/a' } }], [{ field: 'path', is: { segments: '/b' } }], []]);
    expect(rules.map((each) => each.action)).toMatchObject([{ changes: [{ pattern: '^/a(/?)(.*)', rewrite: '/\\2' }], destinations: [{ name: 'web.xnat.svc.cluster.local:80' }] }, { head: { from: '/b', to: '/c' } }, { destinations: [{ missing: 500, name: 'web:80' }] }]);
  });
});

test('a redirect may replace the head of the path that its match names', async () => {
  const heads = async (rules: string, annotations = ''): Promise<unknown> =>
    rulesOf(await at(routes('xnat', 'a', `hosts: [a.example.org]\ngateways: [gw]\nhttp: ${rules}`).replace('namespace: xnat }', `namespace: xnat${annotations} }`), onGateway)).map(({ action }) => ('head' in action ? action.head : action.to));
  const rules = '[{ match: [{ uri: { prefix: /old } }], redirect: { prefixRewrite: /new } }, { redirect: { prefixRewrite: /all/ } }]';
  expect(await heads(rules)).toEqual([{ from: '/old', to: '/new' }, { from: '/', to: '/all/' }]);
  expect(await heads('[{ match: [{ uri: { prefix: /old/ } }], redirect: { prefixRewrite: /new } }]', ', annotations: { internal.istio.io/route-semantics: gateway }')).toEqual([{ from: '/old', to: '/new' }]);
});

test('a 404 says which routes are there for others, or dropped', async () => {
  const yaml = routes('xnat', 'web', `hosts: [web]\nhttp:\n  - { match: [{ uri: { exact: /x } }, { port: 443, sourceNamespace: bank }], ${to} }\n  - { name: b, match: [{ gateways: [gw] }, { sourceLabels: { app: till } }], ${to} }\n  - { delegate: { name: part } }`);
  const spec = await at(yaml);
  expect(spec?.leftOut).toEqual([
    'rule 1 of VirtualService xnat/web is for port 443 and clients in namespace bank',
    'b of VirtualService xnat/web is for gateway gw',
    'b of VirtualService xnat/web is for clients with app=till',
    'rule 3 of VirtualService xnat/web is dropped, because there is no VirtualService xnat/part',
  ]);
  expect(JSON.stringify(kind.lower(spec!, { to: (address) => address }, () => 'unknown').ops)).toContain('takes the request: rule 1 wants that the path is /x; rule 1 of VirtualService xnat/web is for port 443');
  expect((await at(yaml.replace('hosts: [web]', 'hosts: [a.example.org]\n  gateways: [gw]'), onGateway))?.leftOut).toHaveLength(3);
});

describe('what the API server refuses is said where it stands, and routes nothing', () => {
  async function problems(yaml: string): Promise<readonly Problem[]> {
    const found: Problem[] = [];
    kind.read(await written(estate + yaml), found);
    return found;
  }

  test.each([
    ['a pattern that RE2 does not read', `hosts: [web]\nhttp: [{ match: [{ headers: { a: { regex: "(?=b)" } } }], ${to} }]`, 'RE2 does not read the pattern (?=b): (?='],
    ['a pattern of a rewrite', `hosts: [web]\nhttp: [{ rewrite: { uriRegexRewrite: { match: "(", rewrite: / } }, ${to} }]`, 'RE2 does not read the pattern (: missing )'],
    ['two wildcards in a host', `hosts: ["*.*.example"]\nhttp: [{ ${to} }]`, '*.*.example has a * that is not at its beginning'],
    ['a server name that is none of its hosts', 'hosts: [a.example.org, "*.b.example"]\ngateways: [gw]\ntls: [{ match: [{ sniHosts: [a.example.org, x.b.example, 192.0.2.1] }], route: [{ destination: { host: web } }] }, { match: [{ sniHosts: [b.example] }], route: [{ destination: { host: web } }] }]', 'its hosts (a.example.org, *.b.example) do not cover the server name b.example of a tls match'],
    ['a route that answers twice', `hosts: [web]\nhttp: [{ redirect: { uri: / }, ${to} }]`, 'a route has route or redirect, not both'],
    ['weights that come to nothing', 'hosts: [web]\nhttp: [{ route: [{ destination: { host: web } }, { destination: { host: two } }] }]', 'the weights of its destinations add up to 0'],
    ['a host for everything in the mesh', `hosts: ["*"]\nhttp: [{ ${to} }]`, 'the host * is for gateways only, and it is bound to the mesh'],
    ['no routes at all', 'hosts: [web]', 'it has no routes: neither http nor tcp nor tls'],
    ['a rewrite in two ways', `hosts: [web]\nhttp: [{ rewrite: { uri: /, uriRegexRewrite: { match: a, rewrite: b } }, ${to} }]`, 'a route has uri or uriRegexRewrite, not both'],
    ['retries that are off', `hosts: [web]\nhttp: [{ retries: { retryOn: 5xx }, ${to} }]`, 'retries say when to try again, and attempts is 0'],
    ['a delegate that delegates', 'http: [{ delegate: { name: other } }]', 'without hosts it is a delegate, and a delegate delegates to nobody else'],
    ['a delegate with gateways', `gateways: [gw]\nhttp: [{ ${to} }]`, 'without hosts it is a delegate, and a delegate names no gateways'],
  ])('%s', async (_, spec, reason) => {
    const yaml = routes('xnat', 'web', spec);
    expect(await problems(yaml)).toMatchObject([{ name: 'virtual-service-refused', severity: 'error', message: `the API server refuses the VirtualService: ${reason}`, at: { file: expect.any(String) as string } }]);
    expect((await at(yaml))?.groups).toEqual([]);
  });

  test('but not what RE2 reads and we do not', async () => {
    expect(await problems(routes('xnat', 'web', `hosts: [web]\nhttp: [{ match: [{ uri: { regex: "/\\\\bx" } }, { headers: { a: { regex: "*" } } }], ${to} }]`))).toEqual([]);
  });
});

test('a 404 says which route came closest, and what it lacks', async () => {
  const spec = await at(routes('xnat', 'web', `hosts: [web]\nhttp: [{ match: [{ uri: { exact: /x }, method: { exact: PUT } }], ${to} }, { name: api, match: [{ uri: { prefix: /api } }], ${to} }]`));
  const blocker = { cause: 'no-route', attribute: undefined, resource: '', dialler: 'proxy', request: { path: '/ap', method: 'GET' } } as const;
  expect(kind.explain?.(spec!, blocker)).toBe('the closest is api of VirtualService xnat/web: it wants that the path begins with /api, and the path is /ap');
  expect(kind.explain?.(spec!, { ...blocker, request: { path: '/x', method: 'GET' } })).toBe('the closest is rule 1 of VirtualService xnat/web: it wants that the method is PUT, and it is GET');
  expect(kind.explain?.(spec!, { ...blocker, cause: 'redirected' })).toBeUndefined();
});
