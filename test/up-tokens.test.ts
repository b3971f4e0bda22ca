import { createPublicKey, verify } from 'node:crypto';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { arrivalOf, sentOf, someClient } from '../src/cli/rehearse-request.ts';
import type { Request } from '../src/path/request.ts';
import { traceOf } from '../src/path/trace.ts';
import { verdictWord } from '../src/report/words.ts';
import { controlOf } from '../src/serve/control.ts';
import { tokensOf } from '../src/serve/tokens.ts';
import { deployment, differing, ingress, namespace, service, started, type Estate } from './up/estate.ts';

const issuer = 'https://login.example.org';

const objects = [
  namespace('shop', 'injected'),
  deployment('shop', 'web', [8080]),
  service('shop', 'web', '{ name: http, port: 80, targetPort: 8080 }'),
  ingress('shop', 'web'),
  `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: login, namespace: shop }
spec: { jwtRules: [{ issuer: "${issuer}", audiences: [shop], jwksUri: "${issuer}/keys", outputClaimToHeaders: [{ header: x-who, claim: sub }] }, { issuer: other, jwksUri: "https://other.example/keys", fromHeaders: [{ name: x-token }], fromParams: [t], fromCookies: [c] }] }`,
  `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: login, namespace: shop }
spec: { action: DENY, rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }, { to: [{ operation: { paths: ["/admin"] } }], when: [{ key: "request.auth.claims[groups]", notValues: [admins] }] }] }`,
];

const good = { iss: issuer, sub: 'one', aud: 'shop', groups: ['users'] };

const ask = (path: string, more: Partial<Request> = {}): Request => ({ url: `https://web.example.org${path}`, method: 'GET', headers: [], from: { kind: 'address', address: someClient }, ...more });

const requests: readonly (readonly [string, Request])[] = [
  ['no token', ask('/')],
  ['a good token', ask('/', { jwt: good })],
  ['a good token for too much', ask('/admin', { jwt: good })],
  ['a good token for it', ask('/admin', { jwt: { ...good, groups: ['users', 'admins'] } })],
  ['a token for somebody else', ask('/', { jwt: { ...good, aud: ['elsewhere'] } })],
  ['a token of nobody known', ask('/', { jwt: { ...good, iss: 'nobody' } })],
  ['a token of the other issuer at the usual place', ask('/', { jwt: { iss: 'other', sub: 'two' } })],
  ['a token of the other issuer in its header', ask('/', { jwt: { iss: 'other', sub: 'two' }, jwtAt: { in: 'header', name: 'x-token', prefix: '' } })],
  ['a token in the query', ask('/?a=1', { jwt: { iss: 'other', sub: 'two' }, jwtAt: { in: 'query', name: 't' } })],
  ['a token in a cookie', ask('/', { jwt: { iss: 'other', sub: 'two' }, jwtAt: { in: 'cookie', name: 'c' } })],
  ['something that is no token', ask('/', { headers: [['Authorization', 'Bearer one.two']] })],
  ['a token that is over', ask('/', { jwt: { ...good, exp: 1000 } })],
];

describe('tokens on real connections', () => {
  let estate: Estate;
  beforeAll(async () => {
    estate = await started(objects, requests.map(([, request]) => request));
  });
  afterAll(() => estate.rehearsal.close());

  test.each(requests)('%s does what is predicted', async (_, request) => {
    expect(await differing(estate, request)).toBeUndefined();
  });

  const sent = async (token: string): Promise<readonly [number | undefined, string]> => {
    const request = ask('/', { headers: [['Authorization', `Bearer ${token}`]] });
    const arrival = arrivalOf(estate.path, request);
    if (arrival === undefined || 'wrong' in arrival) throw new Error('nobody answers');
    const { status, body } = await estate.rehearsal.send(sentOf(arrival, request));
    return [status, body?.toString() ?? ''];
  };

  test('a signature is looked at', async () => {
    const token = estate.rehearsal.tokens.mint(good, 'ES256');
    expect((await sent(token))[0]).toBe(200);
    expect((await sent(token))[1]).toContain('"x-who": "one"');
    expect((await sent(estate.rehearsal.tokens.mint(good, 'RS256')))[0]).toBe(200);
    const another = tokensOf(() => undefined).mint(good, 'ES256');
    expect(await sent(another)).toEqual([401, 'Jwt verification fails']);
    const [head, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...good, sub: 'root' })).toString('base64url');
    expect(await sent(`${head}.${forged}.${signature}`)).toEqual([401, 'Jwt verification fails']);
  });
});

/** A gateway that looks at tokens itself, and routes by what they claim. */
const gateway = [
  namespace('shop', 'injected'),
  ...['web', 'admin'].flatMap((name) => [deployment('shop', name, [8080]), service('shop', name, '{ name: http, port: 80, targetPort: 8080 }')]),
  'apiVersion: v1\nkind: Pod\nmetadata: { name: gw-0, namespace: istio-system, labels: { app: gw } }\nspec: { containers: [{ name: istio-proxy }] }\nstatus: { podIP: 10.0.9.1, phase: Running, conditions: [{ type: Ready, status: "True" }] }',
  'apiVersion: v1\nkind: Service\nmetadata: { name: gw, namespace: istio-system }\nspec: { type: LoadBalancer, externalTrafficPolicy: Local, selector: { app: gw }, ports: [{ name: https, port: 443, targetPort: 8443 }] }',
  'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: gw, namespace: istio-system }\nspec: { selector: { app: gw }, servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example.org], tls: { mode: SIMPLE, credentialName: cert } }] }',
  'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: shop, namespace: shop }\nspec: { hosts: [shop.example.org], gateways: [istio-system/gw], http: [{ match: [{ headers: { "@request.auth.claims.groups": { exact: admins } } }], route: [{ destination: { host: admin } }] }, { match: [{ headers: { "@request.auth.claims.sub": { prefix: o } } }], redirect: { uri: /one } }, { route: [{ destination: { host: web } }] }] }',
  `apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: { name: login, namespace: istio-system }\nspec: { selector: { matchLabels: { app: gw } }, jwtRules: [{ issuer: "${issuer}", jwksUri: "${issuer}/keys", fromHeaders: [{ name: x-jwt, prefix: "Token " }], fromParams: [token], forwardOriginalToken: true }] }`,
];

describe('tokens at a gateway', () => {
  const at = (claims: Request['jwt'], jwtAt: Request['jwtAt']): Partial<Request> => ({ ...(claims === undefined ? {} : { jwt: claims }), ...(jwtAt === undefined ? {} : { jwtAt }) });
  const places: readonly Request['jwtAt'][] = [undefined, { in: 'header', name: 'x-jwt', prefix: 'Token ' }, { in: 'query', name: 'token' }];
  const claims: readonly Request['jwt'][] = [undefined, { iss: issuer, sub: 'somebody' }, { iss: issuer, sub: 'one' }, { iss: issuer, sub: 'one', groups: ['admins', 'users'] }, { iss: 'another', sub: 'one' }];
  const asked = claims.flatMap((said) => places.flatMap((place) => (['1.1', '2'] as const).map((version): Request => ({ ...ask('/'), url: 'https://shop.example.org/a?b=c', version, ...at(said, place) }))));
  let estate: Estate;
  beforeAll(async () => {
    estate = await started(gateway, asked);
  });
  afterAll(() => estate.rehearsal.close());

  test.each(asked.map((request) => [`${JSON.stringify(request.jwt)} in ${JSON.stringify(request.jwtAt)} over HTTP/${request.version}`, request] as const))('%s does what is predicted', async (_, request) => {
    expect(await differing(estate, request)).toBeUndefined();
  });

  test('they meet every answer', () => {
    const met = asked.flatMap((request) => {
      const trace = traceOf(estate.path, request);
      return 'wrong' in trace ? [] : trace.outcomes.map(({ verdict, workloads }) => `${verdictWord(verdict)} ${workloads.join()}`.trim());
    });
    expect([...new Set(met)].sort()).toEqual(['301', '401', 'delivered shop/admin', 'delivered shop/web']);
  });
});

test('the issuer can be asked for tokens by who knows its secret', async () => {
  const tokens = tokensOf(() => 'no');
  const control = await controlOf(tokens);
  try {
    const asked = (path: string, secret: string, body: string, method = 'POST'): Promise<Response> => fetch(`${control.url}${path}`, { method, headers: { authorization: `Bearer ${secret}` }, ...(method === 'GET' ? {} : { body }) });
    expect((await asked('/token', 'guess', JSON.stringify(good))).status).toBe(401);
    expect((await asked('/token', control.secret, '[]')).status).toBe(400);
    expect((await asked('/token?alg=none', control.secret, '{}')).status).toBe(400);
    expect((await asked('/nothing', control.secret, '{}')).status).toBe(404);
    const answer = await asked('/token?alg=RS256', control.secret, JSON.stringify(good));
    expect(answer.status).toBe(200);
    const [head = '', payload = '', signature = ''] = (await answer.text()).trim().split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual(good);
    const { keys } = (await (await asked('/jwks', 'nobody', '', 'GET')).json()) as { keys: readonly (Record<string, string>)[] };
    const key = keys.find(({ kid }) => kid === (JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string }).kid);
    expect(verify('sha256', Buffer.from(`${head}.${payload}`), createPublicKey({ key: key!, format: 'jwk' }), Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  } finally {
    await control.close();
  }
});
