import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someClient } from '../src/cli/rehearse-request.ts';
import type { From, Request } from '../src/path/request.ts';
import { deployment, differing, estateOf, ingress, namespace, service, started, type Estate } from './up/estate.ts';

/** One injected workload behind three Services' ports, a client with and one without a sidecar, and an ALB. */
const base = [
  namespace('shop', 'injected'),
  namespace('mesh', 'injected'),
  namespace('bare', 'plain'),
  deployment('shop', 'web', [8080, 9090, 7070]),
  deployment('mesh', 'client', [1]),
  deployment('bare', 'client', [1]),
  service('shop', 'web', '{ name: http, port: 80, targetPort: 8080 }, { name: tcp-data, port: 90, targetPort: 9090 }, { name: other, port: 70, targetPort: 7070 }'),
  ingress('shop', 'web'),
];

const meshed: From = { kind: 'pod', namespace: 'mesh', name: 'client' };
const bare: From = { kind: 'pod', namespace: 'bare', name: 'client' };
const outside: From = { kind: 'address', address: someClient };

function ask(method: string, url: string, from: From, headers: Request['headers'] = []): readonly [string, Request] {
  const who = from === meshed ? 'a pod with a sidecar' : from === bare ? 'a pod without' : 'the internet';
  return [`${method} ${url} from ${who}${headers.map(([name, value]) => ` ${name}: ${value}`).join('')}`, { url, method, headers, from }];
}

/** A host, or one of its ports, in every protocol a client may speak to it. */
const everything = [
  ...[meshed, bare].flatMap((from) => [80, 90, 70].flatMap((port) => [ask('GET', `http://web.shop:${port}/`, from), ask('POST', `http://web.shop:${port}/`, from), ask('', `tcp://web.shop:${port}`, from), ask('GET', `https://web.shop:${port}/`, from)])),
  ask('GET', 'https://web.example.org/', outside),
  ask('POST', 'https://web.example.org/', outside),
];

const settings = ['no', 'PERMISSIVE', 'STRICT', 'DISABLE'].flatMap((mode) => ['no', 'DISABLE', 'ISTIO_MUTUAL', 'SIMPLE'].map((tls) => [mode, tls] as const));

describe.each(settings)('%s PeerAuthentication, %s DestinationRule: sockets do what is predicted', (mode, tls) => {
  let estate: Estate;
  beforeAll(async () => {
    const rules = [
      'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: web, namespace: shop }\nspec: { selector: { matchLabels: { app: web } }, rules: [{ to: [{ operation: { methods: [GET] } }] }, { from: [{ source: { namespaces: [mesh] } }] }] }',
      ...(mode === 'no' ? [] : [`apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: shop }\nspec: { mtls: { mode: ${mode} } }`]),
      ...(tls === 'no' ? [] : [`apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: web, namespace: shop }\nspec: { host: web.shop.svc.cluster.local, trafficPolicy: { tls: { mode: ${tls} } } }`]),
    ];
    estate = await started([...base, ...rules], everything.map(([, request]) => request));
  });
  afterAll(() => estate.rehearsal.close());

  test.each(everything)('%s', async (_, request) => {
    expect(await differing(estate, request)).toBeUndefined();
  });
});

/** Rules of every shape, against requests that differ in what the rules look at. */
const policies = [
  'action: DENY, rules: [{ to: [{ operation: { paths: ["/admin*"] } }] }]',
  'action: DENY, rules: [{ to: [{ operation: { notMethods: [GET] } }] }]',
  'rules: [{ from: [{ source: { principals: ["cluster.local/ns/mesh/sa/default"] } }] }]',
  'rules: [{ from: [{ source: { notPrincipals: ["cluster.local/ns/mesh/sa/default"] } }] }]',
  'rules: [{ from: [{ source: { notNamespaces: [mesh] } }] }]',
  'rules: [{ to: [{ operation: { hosts: ["web.shop", "web.example.org"] } }] }]',
  'rules: [{ to: [{ operation: { ports: ["8080"] } }] }]',
  'rules: [{ when: [{ key: "request.headers[x-team]", values: ["red"] }] }]',
  'rules: [{ when: [{ key: source.namespace, notValues: [mesh] }] }]',
  'rules: [{ when: [{ key: connection.sni, values: ["outbound_*"] }] }]',
  `rules: [{ from: [{ source: { remoteIpBlocks: ["${someClient}"] } }] }]`,
  'rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }]',
  '',
];

const questions = [meshed, bare].flatMap((from) => [
  ask('GET', 'http://web.shop/', from),
  ask('POST', 'http://web.shop/admin/x', from, [['X-Team', 'red']]),
  ask('GET', 'http://web.shop/a/../admin', from),
  ask('GET', 'http://web.shop/%61dmin?x=1', from, [['X-Forwarded-For', '10.9.8.7']]),
  ask('GET', 'http://web.shop:70/', from),
  ask('', 'tcp://web.shop:90', from),
]);
const questionsOutside = [ask('GET', 'https://web.example.org/', outside), ask('POST', 'https://web.example.org/admin', outside, [['X-Team', 'red']]), ask('GET', 'https://web.example.org/', outside, [['X-Forwarded-For', '10.9.8.7']])];

test.each(policies.map((policy) => [policy === '' ? 'no rule' : policy, policy] as const))('AuthorizationPolicy { %s }: sockets do what is predicted', async (_, policy) => {
  const asked = [...questions, ...questionsOutside];
  const rule = `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: web, namespace: shop }\nspec: { ${['selector: { matchLabels: { app: web } }', policy].filter((part) => part !== '').join(', ')} }`;
  const estate = await estateOf([...base, rule], asked.map(([, request]) => request));
  for (const [name, request] of asked) expect(await differing(estate, request), name).toBeUndefined();
});

/** Balancers and Services in the states they get into. */
test.each([
  ['a balancer that encrypts towards plain HTTP', [ingress('shop', 'web', ', alb.ingress.kubernetes.io/backend-protocol: HTTPS')]],
  ['a Service without pods', [service('shop', 'gone', '{ name: http, port: 80 }'), ingress('shop', 'gone')]],
  ['a Service whose pods do not listen on its port', [service('shop', 'web', '{ name: http, port: 80, targetPort: 6666 }'), ingress('shop', 'web')]],
  ['a headless Service', [service('shop', 'web', '{ name: http, port: 80, targetPort: 8080 }', ', clusterIP: None'), ingress('shop', 'web')]],
  ['an alias', ['apiVersion: v1\nkind: Service\nmetadata: { name: alias, namespace: shop }\nspec: { type: ExternalName, externalName: web.shop.svc.cluster.local, ports: [{ name: http, port: 80 }] }']],
  ['a pod without a sidecar behind a mesh client', [deployment('bare', 'web', [8080]), service('bare', 'web', '{ name: http, port: 80, targetPort: 8080 }')]],
] as const)('%s does what is predicted', async (_, objects) => {
  const asked = [
    ask('GET', 'https://web.example.org/', outside),
    ...[meshed, bare].flatMap((from) => ['web.shop', 'gone.shop', 'alias.shop', 'web.bare'].flatMap((host) => [ask('GET', `http://${host}/`, from), ask('', `tcp://${host}:80`, from)])),
  ];
  // Of two objects of one name the later one counts.
  const estate = await estateOf([...base, ...objects], []);
  let compared = 0;
  for (const [name, request] of asked) {
    const difference = await differing(estate, request).catch((error: Error) => {
      if (!error.message.includes('cannot be asked')) throw error;
      return 'not asked';
    });
    if (difference === 'not asked') continue;
    compared++;
    expect(difference, name).toBeUndefined();
  }
  expect(compared).toBeGreaterThan(4);
});
