import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { From, Request } from '../src/path/request.ts';
import { traceOf } from '../src/path/trace.ts';
import { ambientShop, policy } from './ambient.ts';
import { differing, estateOf, started, type Estate } from './up/estate.ts';

const inside: From = { kind: 'pod', namespace: 'shop', name: 'cart-0' };
const outside: From = { kind: 'pod', namespace: 'legacy', name: 'old-0' };
const sidecar: From = { kind: 'pod', namespace: 'legacy', name: 'side-0' };

const side = 'apiVersion: v1\nkind: Pod\nmetadata: { name: side-0, namespace: legacy }\nspec: { serviceAccountName: side, containers: [{ name: app }, { name: istio-proxy }] }\nstatus: { podIP: 10.0.0.12 }\n';
const strict = 'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: shop }\nspec: { mtls: { mode: STRICT } }\n';
const reads = policy('reads', '[{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/cart", "cluster.local/ns/legacy/sa/side"] } }], to: [{ operation: { methods: [GET] } }] }]', 'targetRefs: [{ kind: Service, group: "", name: web }]');
const meshOnly = policy('mesh-only', '[{ from: [{ source: { principals: ["*"] } }] }]');
const notWaypoint = policy('cart-only', '[{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/cart"] } }] }]');
const denied = policy('no-legacy', '[{ from: [{ source: { namespaces: [legacy] } }] }]', 'action: DENY');
const routes = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: web, namespace: shop }\nspec: { hosts: [web], http: [{ match: [{ uri: { prefix: /old } }], redirect: { uri: /new } }, { match: [{ uri: { prefix: /stop } }], directResponse: { status: 418 } }, { route: [{ destination: { host: web } }] }] }\n';

const asked = [inside, outside, sidecar].flatMap((from) => [
  ...['GET', 'POST'].map((method) => ask(method, 'http://web.shop/', from)),
  ask('GET', 'http://web.shop/old', from),
  ask('GET', 'http://web.shop/stop', from),
  ask('GET', 'https://web.shop:80/', from),
  ask('GET', 'http://10.0.0.8:8080/', from),
]);

function ask(method: string, url: string, from: From): readonly [string, Request] {
  return [`${method} ${url} from ${from.kind === 'pod' ? from.name : ''}`, { url, method, headers: [], from }];
}

describe.each([
  ['as it is', '', []],
  ['with STRICT', '', [strict]],
  ['with rules at ztunnel', '', [meshOnly, denied]],
  ['with a rule that asks ztunnel for methods', '', [policy('get', '[{ to: [{ operation: { methods: [GET] } }] }]')]],
  ['with a waypoint that has rules and routes', 'istio.io/use-waypoint: waypoint', [reads, routes, strict]],
  ['with a waypoint that the pod does not admit', 'istio.io/use-waypoint: waypoint', [notWaypoint]],
])('the ambient shop %s: sockets do what is predicted', (_what, labels, rules) => {
  let estate: Estate;
  beforeAll(async () => {
    estate = await started([ambientShop({ labels }), side, ...rules], asked.map(([, request]) => request));
  });
  afterAll(() => estate.rehearsal.close());

  test.each(asked)('%s', async (_, request) => {
    expect(await differing(estate, request)).toBeUndefined();
  });
});

/** A Service in namespace legacy whose pod has a sidecar; with the label it takes tunnels. */
function sidecarService(labels: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: side, namespace: legacy }\nspec: { selector: { app: side }, ports: [{ name: http, port: 80, targetPort: 8080 }] }\n---\n${side.replace('name: side-0,', `name: side-0, labels: { app: side${labels} },`).replace('{ name: app }', '{ name: app, ports: [{ containerPort: 8080 }] }').replace('status: {', 'status: { conditions: [{ type: Ready, status: "True" }],')}`;
}

describe.each([
  ['that takes tunnels', ', networking.istio.io/tunnel: http', 'delivered'],
  ['that takes none', '', 'reset'],
])('a sidecar under STRICT %s', (_what, labels, verdict) => {
  const request: Request = { url: 'http://side.legacy/', method: 'GET', headers: [], from: inside };
  const strictThere = strict.replace('namespace: shop', 'namespace: legacy');

  test(`is reached from the ambient mesh as predicted: ${verdict}`, async () => {
    const estate = await estateOf([ambientShop(), sidecarService(labels), strictThere], [request]);
    expect(await differing(estate, request)).toBeUndefined();
    const trace = traceOf(estate.path, request);
    expect('wrong' in trace ? trace : trace.outcomes.map((outcome) => outcome.verdict.kind)).toEqual([verdict]);
  });
});
