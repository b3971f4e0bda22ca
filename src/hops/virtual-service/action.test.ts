import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { Op } from '../../ir/program.ts';
import type { ActionSpec, PlaceSpec, RouteSpec, RoutesSpec } from './spec.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: cart-0, namespace: shop }
spec: { containers: [{ name: app }, { name: istio-proxy }] }
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
kind: VirtualService
metadata: { name: web, namespace: xnat }
spec:
  hosts: [web]
  http:
  - `;

const to = 'route: [{ destination: { host: web } }]';

/** The only route of a VirtualService whose one rule is this. */
async function rule(yaml: string): Promise<RouteSpec> {
  const spec = kind.read((await given(estate + yaml)).estate, []).at('route/shop/cart-0/80/web.xnat.svc.cluster.local');
  const found = spec?.groups.flatMap(({ sources }) => sources.flatMap(({ rules }) => rules)) ?? [];
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** Without where it stands. */
function bare<T extends PlaceSpec>({ attribute: _attribute, at: _at, ...rest }: T): Omit<T, 'attribute' | 'at'> {
  return rest;
}

const action = async (yaml: string): Promise<ActionSpec> => bare((await rule(yaml)).action) as ActionSpec;

async function changes(yaml: string): Promise<unknown> {
  const found = await action(yaml);
  return found.to === 'destinations' ? found.changes : found;
}

describe('a route', () => {
  test('every condition of a match is read', async () => {
    const found = await rule(`match:
      - uri: { prefix: /A }
        ignoreUriCase: true
        scheme: { exact: http }
        method: { regex: "GET|HEAD" }
        authority: { exact: web }
        headers: { X-User: {}, X-Any: { regex: "*" }, "@request.auth.claims.role": { exact: admin }, "@request.auth.claims[a][b]": { exact: c }, x-forwarded-for: { prefix: "10." } }
        queryParams: { q: { exact: "1" } }
        withoutHeaders: { x-old: {} }
        statPrefix: told
    ${to}`);
    expect(found.conditions).toEqual([
      { field: 'path', is: { prefix: '/A', ignoreCase: true } },
      { field: 'scheme', is: { exact: 'http' } },
      { field: 'method', is: { regex: 'GET|HEAD' } },
      { field: 'host', is: { exact: 'web' } },
      { field: 'header(x-user)' },
      { field: 'header(x-any)' },
      { field: 'claim(role)', is: { exact: 'admin' } },
      { field: 'claim(a.b)', is: { exact: 'c' } },
      { field: 'forwarded', is: { prefix: '10.' } },
      { field: 'query(q)', is: { exact: '1' } },
      { field: 'header(x-old)', not: true },
    ]);
  });

  test('asks its destination for time-outs and retries, and without attempts for none', async () => {
    const hop = async (yaml: string): Promise<unknown> => {
      const found = await action(yaml);
      return found.to === 'destinations' ? found.destinations[0]?.hop.split('/-').at(-1) : found;
    };
    expect(await hop(`{ timeout: 1m2.5s, retries: { attempts: 3, perTryTimeout: 500ms, retryOn: "5xx, 503" }, ${to} }`)).toBe('/timeout=62500;per-try=500;attempts=3;on=5xx+503+retriable-status-codes');
    expect(await hop(`{ timeout: 0s, retries: { attempts: 0 }, ${to} }`)).toBe('/attempts=0');
    expect(await hop(`{ ${to} }`)).toBe('');
  });

  test('rewrites the prefix that matched, the whole path behind any other match, and what a pattern fits', async () => {
    const rewritten = (match: string, rewrite: string): Promise<unknown> => changes(`{ match: [{ ${match} }], rewrite: { ${rewrite} }, ${to} }`);
    expect(await rewritten('uri: { prefix: /a }', 'uri: /b, authority: B.example')).toEqual([{ authority: 'B.example' }, { head: '/a', with: '/b' }]);
    expect(await rewritten('uri: { exact: /a }', 'uri: /b')).toEqual([{ path: '/b' }]);
    expect(await rewritten('uri: { regex: "/a.*" }', 'uri: /b')).toEqual([{ path: '/b' }]);
    expect(await rewritten('method: { exact: GET }', 'uri: /b')).toEqual([{ head: '/', with: '/b' }]);
    expect(await rewritten('uri: { prefix: /a.b }, ignoreUriCase: true', 'uri: /c')).toEqual([{ pattern: '^(?i:/a\\.b)', rewrite: '/c' }]);
    expect(await rewritten('uri: { prefix: /a }', 'uriRegexRewrite: { match: "^/a/(.*)", rewrite: "/\\\\1" }')).toEqual([{ pattern: '^/a/(.*)', rewrite: '/\\1' }]);
  });

  test('rewrites nothing that is certain where the replacement names a group that the pattern has not', async () => {
    expect((await rule(`{ rewrite: { uriRegexRewrite: { match: "/(a)", rewrite: "/\\\\2" } }, ${to} }`)).doubts).toEqual(['the rewrite of VirtualService xnat/web has \\2 in the replacement, which the pattern has no group for, and Envoy keeps the routes it had before']);
  });

  test('changes headers: removes first, then sets, then adds; Host is a header of its own', async () => {
    const own = '{ request: { add: { B: "2" }, set: { a: "1", ":authority": own.example, ":path": /x }, remove: [C] } }';
    const its = '{ request: { set: { a: "3", host: its.example }, remove: [d] } }';
    expect(await changes(`{ headers: ${own}, route: [{ destination: { host: web }, headers: ${its} }] }`)).toEqual([{ remove: 'c' }, { remove: 'd' }, { set: 'a', value: '1' }, { add: 'b', value: '2' }, { set: 'a', value: '3' }, { authority: 'own.example' }]);
    expect(await action(`{ headers: ${own}, route: [{ destination: { host: web }, weight: 1, headers: ${its} }, { destination: { host: two }, weight: 1 }] }`)).toMatchObject({
      destinations: [{ changes: [{ remove: 'd' }, { set: 'a', value: '3' }, { authority: 'its.example' }] }, { changes: [] }],
      changes: [{ remove: 'c' }, { set: 'a', value: '1' }, { add: 'b', value: '2' }, { authority: 'own.example' }],
    });
  });

  test('redirects, and leaves out the port that the scheme has anyway', async () => {
    expect(await action('{ redirect: { uri: /b, redirectCode: 302 } }')).toEqual({ to: 'redirect', status: 302, path: '/b' });
    expect(await action('{ redirect: { scheme: https, authority: b.example, port: 443 } }')).toEqual({ to: 'redirect', status: 301, scheme: 'https', authority: 'b.example' });
    expect(await action('{ redirect: { scheme: https, derivePort: FROM_REQUEST_PORT } }')).toEqual({ to: 'redirect', status: 301, scheme: 'https', port: 80 });
    expect(await action('{ redirect: { authority: b.example, derivePort: FROM_PROTOCOL_DEFAULT } }')).toEqual({ to: 'redirect', status: 301, authority: 'b.example' });
    expect((await rule('{ redirect: { uri: /b, redirectCode: 304 } }')).doubts).toHaveLength(1);
  });

  test('answers by itself, with a text or with bytes', async () => {
    expect(await action('{ directResponse: { status: 503, body: { string: closed } } }')).toEqual({ to: 'answer', status: 503, body: 'closed' });
    expect(await action('{ directResponse: { status: 200, body: { bytes: Y2xvc2Vk } } }')).toEqual({ to: 'answer', status: 200, body: 'closed' });
    expect(await action('{ directResponse: { status: 200, body: { bytes: "/w==" } } }')).toEqual({ to: 'answer', status: 200 });
  });

  test('has a fault only where a percentage says so', async () => {
    const fault = async (yaml: string): Promise<unknown> => bare((await rule(`{ fault: { ${yaml} }, ${to} }`)).fault ?? {});
    expect(await fault('delay: { fixedDelay: 5s, percentage: { value: 0.1 } }, abort: { httpStatus: 500, percentage: { value: 100 } }')).toEqual({ delay: { milliseconds: 5000, parts: 1000 }, abort: { status: 500, parts: 1_000_000 } });
    expect(await fault('delay: { fixedDelay: 100ms, percent: 10 }, abort: { grpcStatus: UNAVAILABLE, percentage: { value: 1 } }')).toEqual({ delay: { milliseconds: 100, parts: 100_000 }, abort: { status: 503, grpc: true, parts: 10_000 } });
    expect(await fault('delay: { fixedDelay: 5s }, abort: { httpStatus: 500 }')).toEqual({});
  });

  test('says which origins may call, and where copies of its requests go', async () => {
    const found = await rule(`{ corsPolicy: { allowOrigins: [{ exact: "*" }, { prefix: "https://a." }, { regex: b }], unmatchedPreflights: IGNORE }, mirror: { host: two }, ${to} }`);
    expect(found.cors).toMatchObject({ attribute: 'spec.http[0].corsPolicy', origins: [{ any: true }, { prefix: 'https://a.' }, { regex: 'b' }], others: 'ignore' });
    expect(found.besides).toEqual(['a copy of it goes to two.xnat.svc.cluster.local:80']);
    expect((await rule(`{ mirrors: [{ destination: { host: two, subset: a }, percentage: { value: 0.5 } }, { destination: { host: web }, percentage: { value: 0 } }], ${to} }`)).besides).toEqual(['a copy of 0.5 % of them goes to two.xnat.svc.cluster.local:80 (a)']);
    expect((await rule(`{ mirror: { host: two }, mirrorPercent: 0, ${to} }`)).besides).toEqual([]);
    expect((await rule(`{ timeout: 3s, retries: { attempts: 2, perTryTimeout: 1s }, ${to} }`)).besides).toEqual(['the call may take 3s', 'each attempt may take 1s']);
    expect((await rule(`{ timeout: 0s, ${to} }`)).besides).toEqual([]);
    expect((await rule(`{ corsPolicy: { allowOrigin: [b.example] }, ${to} }`)).cors).toMatchObject({ origins: [{ exact: 'b.example' }], others: 'forward' });
  });
});

describe('as ops', () => {
  const link = { to: (address: string) => address };
  const specOf = (rules: readonly RouteSpec[]): RoutesSpec => ({ proxy: 'gateway', virtualHost: 'web:80', counts: 'all', groups: [{ agesKnown: true, sources: [{ resource: 'VirtualService xnat/web', rules }] }] });
  const lowered = async (yaml: string): Promise<readonly Op[]> => kind.lower(specOf([await rule(yaml)]), link, () => 'unknown').ops;

  /** Every op, also those inside others. */
  function inside(ops: readonly Op[]): readonly Op[] {
    return ops.flatMap((op) => [op, ...(op.op === 'switch' ? op.cases.flatMap(({ then }) => inside(then)) : op.op === 'pick' ? op.among.flatMap(({ then }) => inside(then)) : [])]);
  }

  const verdicts = async (yaml: string): Promise<unknown> => inside(await lowered(yaml)).flatMap((op) => (op.op === 'stop' && op.verdict.kind === 'answered' && op.verdict.cause !== 'no-route' ? [op.verdict] : []));
  const sets = async (yaml: string): Promise<unknown> => inside(await lowered(yaml)).flatMap((op) => (op.op === 'set' ? [[op.field, op.to]] : []));

  test.each([
    ['{ uri: /b }', '{scheme}://{host}/b{query.raw}'],
    ['{ uri: "/b?c=d" }', '{scheme}://{host}/b?c=d'],
    ['{ authority: b.example, scheme: https }', 'https://b.example{path}{query.raw}'],
    ['{ port: 8443 }', '{scheme}://{host}:8443{path}{query.raw}'],
    ['{ uri: "/{b}" }', undefined],
  ])('a redirect %s leads to %s', async (redirect, location) => {
    expect(await verdicts(`{ redirect: ${redirect} }`)).toEqual([{ kind: 'answered', status: 301, cause: 'redirected', ...(location === undefined ? {} : { location }) }]);
  });

  test('a redirect changes the Host only where it tells another port or scheme', async () => {
    expect(await sets('{ redirect: { uri: /b } }')).toEqual([]);
    expect(await sets('{ redirect: { port: 8443 } }')).toEqual([['host', { pattern: ':[0-9]+$', rewrite: '' }]]);
    expect(await sets('{ redirect: { scheme: https } }')).toEqual([['host', { pattern: ':80$', rewrite: '' }]]);
    expect(await sets('{ redirect: { scheme: http } }')).toEqual([['host', { pattern: ':443$', rewrite: '' }]]);
    expect(await sets('{ redirect: { scheme: http, authority: b.example } }')).toEqual([]);
  });

  test('what Envoy fills in when a request comes is not known, and a percent sign is written twice', async () => {
    const header = (value: string, how = 'set'): Promise<unknown> => sets(`{ headers: { request: { ${how}: { x: "${value}" } } }, ${to} }`);
    expect(await header('100%%')).toEqual([['header(x)', { literal: '100%' }]]);
    expect(await header('%REQ(a)%')).toEqual([['header(x)', { unknown: 'the proxy fills in %REQ(a)% when the request comes' }]]);
    expect(await header('a%%', 'add')).toEqual([['header(x)', { template: '{header(x)},a%' }], ['header(x)', { literal: 'a%' }]]);
    expect(await header('a', 'add')).toEqual([['header(x)', { template: '{header(x)},a' }], ['header(x)', { literal: 'a' }]]);
    expect(await header('{a}', 'add')).toEqual([['header(x)', { unknown: '{a} is added to what came, and braces in it are not modelled' }], ['header(x)', { literal: '{a}' }]]);
  });

  test('a fault for some is a choice, and one for all is none', async () => {
    const picks = async (yaml: string): Promise<unknown> => inside(await lowered(`{ fault: { ${yaml} }, ${to} }`)).flatMap((op) => (op.op === 'pick' ? [op.among.map(({ value, weight }) => [value, weight])] : []));
    expect(await picks('delay: { fixedDelay: 1s, percentage: { value: 25 } }')).toEqual([[['the fault happens', 250_000], ['no fault happens', 750_000]]]);
    expect(await picks('abort: { httpStatus: 500, percentage: { value: 100 } }')).toEqual([]);
    expect(await verdicts(`{ fault: { abort: { grpcStatus: NOT_FOUND, percentage: { value: 100 } } }, ${to} }`)).toEqual([200, 404].map((status) => ({ kind: 'answered', status, cause: 'fault-injected', body: 'fault filter abort' })));
  });

  test('of very many VirtualServices of unknown age nothing is compared', async () => {
    const one = await rule(`{ ${to} }`);
    const sources = Array.from({ length: 17 }, (_, index) => ({ resource: `VirtualService xnat/${index}`, rules: [one] }));
    const [first] = kind.lower({ proxy: 'gateway', virtualHost: 'web:80', counts: 'all', groups: [{ agesKnown: false, sources }] }, link, () => 'unknown').ops;
    expect(first).toMatchObject({ op: 'switch', cases: [{ match: { unknown: { reason: expect.stringContaining('no file says which that is') as string } } }, {}] });
  });
});
