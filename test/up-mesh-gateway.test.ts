import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someClient } from '../src/cli/rehearse-request.ts';
import type { From, Request } from '../src/path/request.ts';
import { traceOf } from '../src/path/trace.ts';
import { verdictWord } from '../src/report/words.ts';
import { alteredIn, deployment, differing, namespace, service, started, type Estate } from './up/estate.ts';

/** A gateway with every way to end TLS, and routes that do all that routes do; a client inside with a sidecar. */
const mesh = [
  namespace('shop', 'injected'),
  namespace('istio-system', 'plain'),
  namespace('bare', 'plain'),
  deployment('shop', 'web', [8080]),
  deployment('shop', 'other', [8080]),
  deployment('shop', 'grpc', [9000]),
  deployment('shop', 'client', [1]),
  deployment('bare', 'plain', [8080, 8443]),
  service('shop', 'web', '{ name: http, port: 80, targetPort: 8080 }'),
  service('shop', 'other', '{ name: http, port: 80, targetPort: 8080 }'),
  service('shop', 'grpc', '{ name: grpc, port: 90, targetPort: 9000 }'),
  service('shop', 'gone', '{ name: http, port: 80, targetPort: 8080 }'),
  service('bare', 'plain', '{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }'),
  'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: istio-system }\nspec: { mtls: { mode: STRICT } }',
  `apiVersion: v1
kind: Pod
metadata: { name: gw-0, namespace: istio-system, labels: { app: gw } }
spec: { serviceAccountName: gw, containers: [{ name: istio-proxy, ports: [{ containerPort: 8080 }, { containerPort: 8443 }, { containerPort: 9443 }] }] }
status: { podIP: 10.0.9.1, phase: Running, conditions: [{ type: Ready, status: "True" }] }`,
  `apiVersion: v1
kind: Service
metadata: { name: gw, namespace: istio-system }
spec: { type: LoadBalancer, externalTrafficPolicy: Local, selector: { app: gw }, ports: [{ name: http2, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] }`,
  'apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: { name: cert, namespace: istio-system }\ndata: { tls.crt: YQ==, tls.key: YQ== }',
  'apiVersion: v1\nkind: Secret\nmetadata: { name: cert-cacert, namespace: istio-system }\ndata: { ca.crt: YQ== }',
  `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: istio-system }
spec:
  selector: { app: gw }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.example.org"] }
    - { port: { number: 80, name: moved, protocol: HTTP }, hosts: [moved.example.com], tls: { httpsRedirect: true } }
    - { port: { number: 443, name: simple, protocol: HTTPS }, hosts: [simple.example.org, routes.example.org], tls: { mode: SIMPLE, credentialName: cert } }
    - { port: { number: 443, name: mutual, protocol: HTTPS }, hosts: [mutual.example.org], tls: { mode: MUTUAL, credentialName: cert } }
    - { port: { number: 443, name: optional, protocol: HTTPS }, hosts: [optional.example.org], tls: { mode: OPTIONAL_MUTUAL, credentialName: cert } }
    - { port: { number: 443, name: through, protocol: TLS }, hosts: [through.example.org], tls: { mode: PASSTHROUGH } }
    - { port: { number: 443, name: lost, protocol: HTTPS }, hosts: [lost.example.org], tls: { mode: SIMPLE, credentialName: nowhere } }
    - { port: { number: 443, name: inside, protocol: HTTPS }, hosts: [inside.example.org], tls: { mode: ISTIO_MUTUAL } }`,
  `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: plain, namespace: shop }
spec:
  hosts: [simple.example.org, mutual.example.org, optional.example.org, lost.example.org, inside.example.org, moved.example.com]
  gateways: [istio-system/gw]
  http: [{ route: [{ destination: { host: web } }] }]`,
  `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: through, namespace: shop }
spec:
  hosts: [through.example.org]
  gateways: [istio-system/gw]
  tls: [{ match: [{ sniHosts: [through.example.org] }], route: [{ destination: { host: plain.bare.svc.cluster.local, port: { number: 443 } } }] }]`,
  `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: routes, namespace: shop }
spec:
  hosts: [routes.example.org, web]
  gateways: [istio-system/gw, mesh]
  http:
    - { match: [{ uri: { prefix: /moved } }], redirect: { uri: /new, authority: elsewhere.example.org, redirectCode: 308 } }
    - { match: [{ uri: { exact: /kept } }], redirect: { scheme: https } }
    - { match: [{ uri: { prefix: /direct } }], directResponse: { status: 418, body: { string: short } } }
    - { match: [{ uri: { prefix: /rewritten/ } }], rewrite: { uri: /, authority: inner.example.org }, headers: { request: { set: { x-team: red }, remove: [x-gone], add: { x-both: more } } }, route: [{ destination: { host: web } }] }
    - { match: [{ uri: { prefix: /pattern } }], rewrite: { uriRegexRewrite: { match: "^/pattern/(.*)/x", rewrite: "/\\\\1" } }, route: [{ destination: { host: other } }] }
    - { match: [{ uri: { prefix: /fails } }], fault: { abort: { httpStatus: 555, percentage: { value: 100 } } }, route: [{ destination: { host: web } }] }
    - { match: [{ uri: { prefix: /half } }], fault: { abort: { httpStatus: 555, percentage: { value: 50 } } }, route: [{ destination: { host: web } }] }
    - { match: [{ uri: { prefix: /slow } }], fault: { delay: { fixedDelay: 5s, percentage: { value: 100 } } }, timeout: 10s, route: [{ destination: { host: web } }] }
    - { match: [{ uri: { prefix: /split } }], route: [{ destination: { host: web }, weight: 30 }, { destination: { host: other }, weight: 70 }] }
    - { match: [{ uri: { prefix: /gone } }], route: [{ destination: { host: gone } }] }
    - { match: [{ uri: { prefix: /nobody } }], route: [{ destination: { host: nobody } }] }
    - { match: [{ uri: { prefix: /subset } }], route: [{ destination: { host: web, subset: v9 } }] }
    - { match: [{ uri: { prefix: /plain } }], route: [{ destination: { host: plain.bare.svc.cluster.local, port: { number: 80 } } }] }
    - { match: [{ uri: { prefix: /grpc } }], route: [{ destination: { host: grpc, port: { number: 90 } } }] }
    - { match: [{ uri: { prefix: /tried } }], retries: { attempts: 3, retryOn: "5xx,connect-failure" }, route: [{ destination: { host: refused } }] }
    - { match: [{ queryParams: { v: { exact: "2" } } }], route: [{ destination: { host: other } }] }
    - { match: [{ headers: { x-team: { exact: blue } } }], route: [{ destination: { host: other } }] }
    - { match: [{ uri: { prefix: / } , method: { exact: GET } }], route: [{ destination: { host: web } }] }`,
  'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: out, namespace: shop }\nspec: { hosts: [api.example.net], ports: [{ number: 443, name: https, protocol: HTTPS }, { number: 80, name: http, protocol: HTTP }], resolution: DNS, location: MESH_EXTERNAL }',
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: out, namespace: shop }\nspec: { host: api.example.net, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: SIMPLE, sni: api.example.net } }] } }',
];

const outside: From = { kind: 'address', address: someClient };
const client: From = { kind: 'pod', namespace: 'shop', name: 'client' };
const asks = (url: string, more: Partial<Request> = {}): Request => ({ url, method: 'GET', headers: [], from: outside, ...more });

const names = ['simple', 'mutual', 'optional', 'through', 'lost', 'inside', 'unknown'];
const signers = [undefined, 'istio-system/cert-cacert', 'somebody else'];
const connections = names.flatMap((name) =>
  signers.flatMap((authority) =>
    (['1.1', '2'] as const).map((version) => asks(`https://${name}.example.org/`, { version, ...(authority === undefined ? {} : { certificate: { authority, principal: 'someone' } }) })),
  ),
);
const handshakes = [
  ...connections,
  asks('https://simple.example.org/', { sni: '' }),
  asks('https://simple.example.org/', { sni: 'optional.example.org' }),
  asks('http://simple.example.org/'),
  asks('http://moved.example.com/a?b=c'),
  asks('http://moved.example.com/a?b=c', { headers: [['X-Forwarded-Proto', 'https']] }),
  asks('http://moved.example.com/', { version: '1.0' }),
  asks('tcp://simple.example.org:443'),
  asks('tcp://simple.example.org:80'),
];

const paths = ['/', '/moved/a?x=1', '/kept?x=1', '/direct', '/rewritten/a/b?c=d', '/pattern/one/two/x?y', '/fails', '/half', '/slow', '/split', '/gone', '/nobody', '/subset', '/plain', '/grpc', '/tried', '/any?v=2', '/a/../direct', '/%6doved'];
const routed = [
  ...paths.flatMap((path) => [asks(`https://routes.example.org${path}`), asks(`https://routes.example.org${path}`, { version: '2', method: 'POST', headers: [['X-Team', 'blue'], ['X-Gone', '1']] }), asks(`http://web.shop${path}`, { from: client, headers: [['X-Both', 'some']] })]),
  ...['http://grpc.shop:90/', 'http://other.shop/', 'http://gone.shop/', 'http://plain.bare/', 'http://api.example.net/', 'https://api.example.net/', 'http://nowhere.example.net/', 'https://nowhere.example.net/', 'tcp://nowhere.example.net:4000'].flatMap((url) => [asks(url, { from: client }), ...(url.startsWith('tcp') ? [] : [asks(url, { from: client, version: '2' })])]),
];

function called(request: Request): string {
  const { version = '1.1', certificate, sni, from } = request;
  return `${request.method} ${request.url}, HTTP/${version}, from ${from.kind}${certificate === undefined ? '' : `, certificate of ${certificate.authority}`}${sni === undefined ? '' : `, SNI "${sni}"`}`;
}

describe('a mesh with a gateway is rehearsed as it is traced', () => {
  let estate: Estate;
  beforeAll(async () => {
    estate = await started(mesh, [...handshakes, ...routed]);
  });
  afterAll(() => estate.rehearsal.close());

  test('the questions meet everything that a gateway and its routes do', () => {
    const met = new Set([...handshakes, ...routed].flatMap((request) => {
      const trace = traceOf(estate.path, request);
      return 'wrong' in trace ? [] : trace.outcomes.map(({ verdict }) => `${verdictWord(verdict)} ${'cause' in verdict ? verdict.cause : ''}`.trim());
    }));
    expect([...met].sort()).toEqual([
      '301 redirected', '308 redirected', '400 request-malformed', '404 no-route', '418 fixed-answer', '426 version-refused', '503 destination-unknown', '503 no-endpoints', '555 fault-injected',
      'delivered', 'handshake certificate-not-trusted', 'handshake client-certificate-missing', 'handshake client-certificate-not-trusted', 'reset chain-not-found', 'reset secret-missing',
    ]);
  });

  test.each(handshakes.map((request) => [called(request), request] as const))('%s', async (_, request) => {
    expect(await differing(estate, request)).toBeUndefined();
  });

  test.each(routed.map((request) => [called(request), request] as const))('%s', async (_, request) => {
    expect(await differing(estate, request)).toBeUndefined();
  });

  /** Each connection on the way is a real one: whoever is changed is missed. */
  test.each([
    ['the client\'s own sidecar', 'http://web.shop/', client, { hop: 'outbound/shop/client/web.shop.svc.cluster.local/80', refuse: true }],
    ['the sidecar of the program', 'http://web.shop/', client, { hop: 'pod/shop/web/8080', tls: 'untrusted' }],
    ['the program', 'http://other.shop/', client, { hop: 'app/shop/other/8080', refuse: true }],
    ['a server outside', 'http://api.example.net/', client, { hop: 'outside/api.example.net/80', tls: 'untrusted' }],
    ['the balancer in front of the gateway', 'https://simple.example.org/', outside, { hop: 'balancer/istio-system/gw/443', tls: 'untrusted' }],
    ['the sidecar behind the gateway', 'https://simple.example.org/', outside, { hop: 'pod/shop/web/8080', tls: 'plaintext' }],
  ] as const)('without %s it is not', async (_, url, from, alter) => {
    const request = asks(url, { from });
    expect(await differing(estate, request)).toBeUndefined();
    expect(await differing(await alteredIn(estate.path, [request], alter), request)).toMatch(/^predicted delivered to .*, rehearsed (503|refused|handshake)/);
  });
});
