import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { RoutesSpec } from './spec.ts';

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

const routes = (namespace: string, name: string, spec: string, created = ''): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace}${created === '' ? '' : `, creationTimestamp: "${created}"`} }
spec:
${spec.replace(/^/gm, '  ')}
---`;

async function at(yaml: string, address = 'route/shop/cart-0/80/web.xnat.svc.cluster.local'): Promise<RoutesSpec | undefined> {
  return kind.read((await given(estate + yaml)).estate, []).at(address);
}

const leads = (spec: RoutesSpec | undefined): unknown => spec?.rules.map(({ name, action }) => [name, action.to === 'destinations' ? action.destinations.map(({ hop }) => hop.replace('cluster/shop/cart-0/', '').replace('cluster/istio-system/ingress-0/', '')).join(' ') : action.to]);

describe('in the mesh', () => {
  test('a host without VirtualService leads to its Service', async () => {
    expect(await at('')).toEqual({ proxy: 'sidecar of shop/cart-0', host: 'web.xnat.svc.cluster.local', otherwise: 'cluster/shop/cart-0/web.xnat.svc.cluster.local/80/-', rules: [], doubts: [] });
  });

  test('a destination without port means the only port, else the one that was asked for', async () => {
    const yaml = routes('xnat', 'web', 'hosts: [web]\nhttp:\n  - route: [{ destination: { host: web, subset: v1 }, weight: 0 }, { destination: { host: two }, weight: 30 }, { destination: { host: web, port: { number: 81 } }, weight: 70 }]');
    expect(leads(await at(yaml))).toEqual([['rule 1', 'xnat/two/80/- xnat/web/81/-']]);
    expect(leads(await at(routes('xnat', 'web', 'hosts: [web]\nhttp: [{ name: x, route: [{ destination: { host: elsewhere.example } }] }]')))).toEqual([['x', '-/elsewhere.example/80/-']]);
  });

  test('what is known of the client before a request comes leaves rules out', async () => {
    const rule = (match: string): string => `  - { match: [${match}], route: [{ destination: { host: web } }] }\n`;
    const yaml = routes('xnat', 'web', `hosts: [web]\nhttp:\n${rule('{ port: 81 }')}${rule('{ sourceNamespace: bank }')}${rule('{ sourceLabels: { app: till } }')}${rule('{ gateways: [gw] }')}${rule('{ port: 80, sourceNamespace: shop, sourceLabels: { app: cart }, gateways: [mesh] }')}`);
    expect((await at(yaml))?.rules.map(({ name }) => name)).toEqual(['rule 5']);
  });

  test('every condition of a match is read', async () => {
    const yaml = routes(
      'xnat',
      'web',
      `hosts: [web]
http:
  - match:
      - uri: { prefix: /A }
        ignoreUriCase: true
        scheme: { exact: http }
        method: { regex: "GET|HEAD" }
        authority: { exact: web }
        headers: { X-User: {}, "@request.auth.claims.role": { exact: admin }, "@request.auth.claims[a][b]": { exact: c }, x-forwarded-for: { prefix: "10." } }
        queryParams: { q: { exact: "1" } }
        withoutHeaders: { x-old: {} }
    redirect: { uri: /b, redirectCode: 302 }
  - directResponse: { status: 503, body: { string: closed } }`,
    );
    const [first, second] = (await at(yaml))!.rules;
    expect(first?.matches[0]).toEqual([
      { field: 'path', is: { prefix: '/A', ignoreCase: true } },
      { field: 'scheme', is: { exact: 'http' } },
      { field: 'method', is: { regex: 'GET|HEAD' } },
      { field: 'host', is: { exact: 'web' } },
      { field: 'header(x-user)' },
      { field: 'claim(role)', is: { exact: 'admin' } },
      { field: 'claim(a.b)', is: { exact: 'c' } },
      { field: 'forwarded', is: { prefix: '10.' } },
      { field: 'query(q)', is: { exact: '1' } },
      { field: 'header(x-old)', not: true },
    ]);
    expect([first?.action, second?.action, second?.matches]).toEqual([{ to: 'redirect', status: 302, where: '/b' }, { to: 'answer', status: 503, body: 'closed' }, []]);
  });

  test('only the oldest counts, and where no file says which that is, nothing is certain', async () => {
    const spec = (name: string): string => `hosts: [web]\nhttp: [{ name: ${name}, route: [{ destination: { host: web } }] }]`;
    const dated = routes('xnat', 'a', spec('a'), '2024-02-01T00:00:00Z') + routes('xnat', 'b', spec('b'), '2024-01-01T00:00:00Z');
    expect(await at(dated)).toMatchObject({ resource: 'VirtualService xnat/b', rules: [{ name: 'b' }], doubts: [] });
    expect((await at(routes('xnat', 'a', spec('a')) + routes('xnat', 'b', spec('b'))))?.doubts).toHaveLength(1);
  });

  test('an exact host comes before a wildcard, and what is not shown here does not count', async () => {
    const spec = (host: string, name: string, more = ''): string => `hosts: ["${host}"]\n${more}http: [{ name: ${name}, route: [{ destination: { host: web } }] }]`;
    const yaml = routes('xnat', 'a', spec('*.xnat.svc.cluster.local', 'wild')) + routes('xnat', 'b', spec('web', 'exact', 'exportTo: ["."]\n')) + routes('bank', 'c', spec('web', 'theirs')) + routes('xnat', 'd', spec('web', 'outside', 'gateways: [gw]\n'));
    expect((await at(yaml))?.rules.map(({ name }) => name)).toEqual(['wild']);
  });

  test('fields that are not modelled are named, and so are VirtualServices without HTTP routes', async () => {
    const yaml = routes('xnat', 'web', 'hosts: [web]\nhttp: [{ rewrite: { uri: / }, timeout: 1s, route: [{ destination: { host: web }, headers: { request: { set: { a: b } } } }] }]');
    expect((await at(yaml))?.rules[0]?.doubts).toEqual(['VirtualService xnat/web sets spec.http[0].rewrite, which is not modelled yet', 'VirtualService xnat/web sets spec.http[0].route[0].headers, which is not modelled yet']);
    expect((await at(routes('xnat', 'web', 'hosts: [web]\ntcp: [{}]')))?.doubts).toHaveLength(1);
  });
});

describe('on a gateway', () => {
  const spec = (host: string, rules: string): string => `hosts: ["${host}"]\ngateways: [gw]\nhttp: ${rules}`;
  const to = '[{ destination: { host: web } }]';

  test('several VirtualServices of one host are joined, oldest first, and routes for everything go last', async () => {
    const yaml = routes('xnat', 'b', spec('a.example.org', `[{ name: all, route: ${to} }, { name: two, match: [{ uri: { prefix: /2 } }], route: ${to} }]`), '2024-01-01T00:00:00Z') + routes('xnat', 'a', spec('a.example.org', `[{ name: three, match: [{ uri: { prefix: /3 } }], route: ${to} }]`), '2024-02-01T00:00:00Z');
    const found = await at(yaml, 'vhost/istio-system/ingress-0/http.8080/a.example.org');
    expect(found).toMatchObject({ proxy: 'gateway istio-system/ingress-0', doubts: [] });
    expect(leads(found)).toEqual([['two', 'web.xnat.svc.cluster.local/80/-'], ['three', 'web.xnat.svc.cluster.local/80/-'], ['all', 'web.xnat.svc.cluster.local/80/-']]);
  });

  test('a host that no VirtualService routes is no virtual host, nor is one of a namespace that the server excludes', async () => {
    const yaml = routes('xnat', 'a', spec('bank.example', `[{ route: ${to} }]`));
    expect(await at(yaml, 'vhost/istio-system/ingress-0/http.8080/bank.example')).toBeUndefined();
    expect(await at('', 'vhost/istio-system/ingress-0/http.8080/a.example.org')).toBeUndefined();
    const theirs = routes('bank', 'a', spec('bank.example', `[{ route: [{ destination: { host: web.xnat.svc.cluster.local } }] }]`).replace('[gw]', '[xnat/gw]'));
    expect(leads(await at(theirs, 'vhost/istio-system/ingress-0/http.8080/bank.example'))).toEqual([['rule 1', 'web.xnat.svc.cluster.local/80/-']]);
  });
});
