import { describe, expect, test } from 'vitest';
import { given, written } from '../../../test/given.ts';
import type { Problem } from '../../resource/resource.ts';
import { pointCarrier, pointOf } from '../../engine/point.ts';
import { finished, fresh, run } from '../../engine/step.ts';
import type { Blocked } from '../kind.ts';
import { kind } from './kind.ts';
import type { IssuerSpec, TokenSpec } from './spec.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: app }, { name: istio-proxy }] }
---`;

const tokens = (namespace: string, name: string, spec: string): string => `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---`;

async function at(yaml: string): Promise<TokenSpec | undefined> {
  return kind.read((await given(estate + yaml)).estate, []).at('pod/shop/web-0/8080');
}

describe('reading', () => {
  test('the rules of all objects that mean the workload add up, by issuer', async () => {
    const spec = await at(
      tokens('istio-system', 'staff', '{ jwtRules: [{ issuer: staff, audiences: [shop], forwardOriginalToken: true }] }') +
        tokens('shop', 'guests', '{ selector: { matchLabels: { app: web } }, jwtRules: [{ issuer: guests, outputPayloadToHeader: X-Payload, fromParams: [t], outputClaimToHeaders: [{ header: X-User, claim: sub }] }] }') +
        tokens('shop', 'others', '{ selector: { matchLabels: { app: other } }, jwtRules: [{ issuer: others }] }'),
    );
    expect(spec?.rules).toMatchObject([
      { resource: 'RequestAuthentication shop/guests', issuer: 'guests', audiences: [], forwards: false, payloadHeader: 'x-payload', places: [{ in: 'query', name: 't' }], headers: [{ header: 'x-user', claim: 'sub' }], attribute: 'spec.jwtRules[0]', at: { line: 15 } },
      { resource: 'RequestAuthentication istio-system/staff', issuer: 'staff', audiences: ['shop'], forwards: true, places: [{ in: 'header', name: 'authorization', prefix: 'Bearer ' }, { in: 'query', name: 'access_token' }] },
    ]);
  });

  test('places of a rule are looked at by kind and name, and a place named twice is one', async () => {
    const spec = await at(tokens('shop', 'a', '{ jwtRules: [{ issuer: i, fromCookies: [s], fromParams: [z, b, z], fromHeaders: [{ name: X-Token, prefix: "Value " }, { name: Auth }] }] }'));
    expect(spec?.rules[0]?.places).toEqual([{ in: 'header', name: 'auth', prefix: '' }, { in: 'header', name: 'x-token', prefix: 'Value ' }, { in: 'query', name: 'b' }, { in: 'query', name: 'z' }, { in: 'cookie', name: 's' }]);
  });

  test('claims are kept that policies and routes look at', async () => {
    const policy = `\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: a, namespace: shop }\nspec: { rules: [{ when: [{ key: "request.auth.claims[realm][roles]", values: [x] }, { key: request.auth.audiences, values: [y] }, { key: request.auth.presenter, values: [z] }] }] }\n---`;
    const route = `\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a, namespace: shop }\nspec: { hosts: [a], http: [{ match: [{ headers: { "@request.auth.claims.group": { exact: q } } }] }] }\n---`;
    const spec = await at(tokens('shop', 'a', '{ jwtRules: [{ issuer: i }] }') + policy + route);
    expect(spec?.claims).toEqual(['aud', 'azp', 'group', 'iss', 'realm.roles', 'sub']);
  });

  test('without a rule nobody looks at tokens', async () => {
    expect(await at('')).toBeUndefined();
    expect(await at(tokens('shop', 'a', '{ jwtRules: [] }'))).toBeUndefined();
  });
});

describe('a rule that the API refuses', () => {
  const refused = async (rule: string): Promise<readonly Problem[]> => {
    const problems: Problem[] = [];
    const yaml = tokens('shop', 'a', `\n  jwtRules:\n    - { issuer: good }\n    - ${rule}`);
    expect(await at(yaml)).toBeUndefined();
    kind.read(await written(estate + yaml), problems);
    return problems;
  };

  test('takes its object with it, and says where it stands', async () => {
    const [problem, ...more] = await refused('{ audiences: [x] }');
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ name: 'policy-refused', severity: 'error', at: { line: 13 } });
    expect(problem?.message).toBe('the API server refuses the RequestAuthentication: a rule names neither an issuer nor a jwksUri');
  });

  test('may lack a name of a place, or hold an empty one', async () => {
    expect((await refused('{ issuer: i, fromHeaders: [{ prefix: x }] }'))[0]?.message).toContain('a place in fromHeaders has no name');
    expect((await refused('{ issuer: i, fromCookies: [""] }'))[0]?.message).toContain('fromCookies holds an empty text');
    expect((await refused('{ issuer: i, outputClaimToHeaders: [{ header: ":x", claim: a }] }'))[0]?.message).toContain('an entry of outputClaimToHeaders needs a claim');
    expect((await refused('{ issuer: i, jwksUri: login.example/keys }'))[0]?.message).toContain('a jwksUri begins with http:// or https://');
  });

  test('is not one that names only where the keys are: it takes any issuer', async () => {
    expect((await at(tokens('shop', 'a', '{ jwtRules: [{ jwksUri: "https://login.example/keys" }] }')))?.rules[0]?.issuer).toBe('');
  });
});

describe('keys', () => {
  const keys = async (rule: string, more = ''): Promise<IssuerSpec['keys']> => (await at(tokens('shop', 'a', `{ jwtRules: [{ issuer: i, ${rule} }] }`) + more))?.rules[0]?.keys;
  const server = (ready: boolean, proxy = ''): string => `
apiVersion: v1
kind: Service
metadata: { name: login, namespace: auth }
spec: { selector: { app: login }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: login-0, namespace: auth, labels: { app: login } }
spec: { containers: [{ name: app }${proxy}] }
status: { podIP: 10.0.0.7, phase: Running, conditions: [{ type: Ready, status: "${ready ? 'True' : 'False'}" }] }
---`;

  test('in the rule are asked about by the name of the rule', async () => {
    expect(await keys('jwks: "{}"')).toEqual({ rule: 'RequestAuthentication shop/a 0' });
  });

  test('of a host outside the cluster are asked about too, and fit where nobody checks', async () => {
    expect(await keys('jwksUri: "https://login.example/keys"')).toEqual({ rule: 'RequestAuthentication shop/a 0' });
  });

  test('of a Service that is not in the inputs are in no file', async () => {
    expect(await keys('jwksUri: "http://login.auth.svc.cluster.local/keys"')).toEqual({ unknown: 'whether istiod gets the keys is in no file: Service auth/login, which has them, is not in the inputs' });
  });

  test('of a Service are got where a pod is ready, and istiod, which has no sidecar, may ask it', async () => {
    const uri = 'jwksUri: "http://login.auth.svc/keys"';
    expect(await keys(uri, server(true))).toEqual({ rule: 'RequestAuthentication shop/a 0' });
    expect(await keys(uri, server(false))).toEqual({ nowhere: 'istiod gets no keys: Service auth/login has no ready endpoint' });
    expect(await keys('jwksUri: "http://login.auth.svc:81/keys"', server(true))).toEqual({ nowhere: 'istiod gets no keys: Service auth/login has no port 81' });
    const strict = '\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: auth }\nspec: { mtls: { mode: STRICT } }\n---';
    expect(await keys(uri, server(true, ', { name: istio-proxy }') + strict)).toEqual({ nowhere: 'istiod gets no keys: it asks without mTLS, and the pods of Service auth/login take nothing else' });
    expect(await keys(uri, server(true) + strict)).toEqual({ rule: 'RequestAuthentication shop/a 0' });
  });
});

describe('a refused token', () => {
  const rule = (issuer: string, more: Partial<IssuerSpec> = {}): IssuerSpec => ({ resource: `RequestAuthentication shop/${issuer}`, issuer, audiences: [], places: [{ in: 'header', name: 'authorization', prefix: 'Bearer ' }], forwards: true, headers: [], ...more });
  const spec = (...rules: readonly IssuerSpec[]): TokenSpec => ({ pod: 'shop/web-0', port: 8080, protocol: 'http', claims: ['iss'], rules });

  function told(asked: TokenSpec, facts: Readonly<Record<string, string>>): unknown {
    const { ops } = kind.lower(asked, { to: (address) => address }, () => 'healthy');
    const fields = { protocol: 'tcp', method: 'GET', 'header(authorization)': 'Bearer a.b.c', 'token(header authorization)': 'read', ...facts };
    const [ending] = finished(run(pointCarrier(), 'here', ops, undefined, fresh(pointOf(fields))));
    return ending?.end.kind === 'stop' && ending.end.op.verdict.kind === 'answered' ? [ending.end.op.verdict.status, ending.end.op.verdict.body, ending.end.op.origin.resource] : ending?.end.kind;
  }

  test('of a known issuer is told by that issuer, though other rules do not know it', () => {
    expect(told(spec(rule('a'), rule('b')), { 'token(header authorization claim iss)': 'b', 'token(header authorization expired)': 'true' })).toEqual([401, 'Jwt is expired', 'RequestAuthentication shop/b']);
    expect(told(spec(rule('a'), rule('b')), { 'token(header authorization claim iss)': 'c' })).toEqual([401, 'Jwt issuer is not configured', 'RequestAuthentication shop/a']);
  });

  test('is told by the rule whose failure came last, where the first that found one only knows another issuer', () => {
    const cookie = rule('b', { places: [{ in: 'cookie', name: 's' }] });
    const facts = { 'token(header authorization claim iss)': 'c', 'cookie(s)': 'a.b.c', 'token(cookie s)': 'read', 'token(cookie s claim iss)': 'b', 'token(cookie s early)': 'true' };
    expect(told(spec(rule('a'), cookie), facts)).toEqual([401, 'Jwt not yet valid', 'RequestAuthentication shop/b']);
    expect(told(spec(rule('a', { audiences: ['x'] }), cookie), { ...facts, 'token(header authorization claim iss)': 'a' })).toEqual([403, 'Audiences in Jwt are not allowed', 'RequestAuthentication shop/a']);
  });

  test('of keys in the rule is told why none of them fits', () => {
    const keyed = spec(rule('a', { keys: { rule: 'K' } }));
    const of = (why: string): unknown => told(keyed, { 'token(header authorization claim iss)': 'a', 'token(header authorization keys K)': why });
    expect(of("Jwks doesn't have any valid public key")).toEqual([401, "Jwks doesn't have any valid public key", 'RequestAuthentication shop/a']);
    expect(of("Jwks doesn't have key to match kid or alg from Jwt")).toEqual([401, "Jwks doesn't have key to match kid or alg from Jwt", 'RequestAuthentication shop/a']);
    expect(of('Jwt verification fails')).toEqual([401, 'Jwt verification fails', 'RequestAuthentication shop/a']);
    expect(told(spec(rule('a', { keys: { nowhere: 'no keys' } })), { 'token(header authorization claim iss)': 'a' })).toEqual([401, "Jwks doesn't have key to match kid or alg from Jwt", 'RequestAuthentication shop/a']);
  });

  test('counts for nothing where another rule looks elsewhere and finds a good one', () => {
    const elsewhere = rule('b', { places: [{ in: 'cookie', name: 's' }] });
    const facts = { 'token(header authorization claim iss)': 'c', 'cookie(s)': 'a.b.c', 'token(cookie s)': 'read', 'token(cookie s claim iss)': 'b' };
    expect(told(spec(rule('a'), elsewhere), facts)).toBe('end');
  });

  test('that cannot be read is told in the words of the proxy', () => {
    expect(told(spec(rule('a')), { 'token(header authorization)': 'Jwt header [alg] is not supported' })).toEqual([401, 'Jwt header [alg] is not supported', 'RequestAuthentication shop/a']);
    expect(told(spec(rule('a')), { 'header(authorization)': 'Bearer nonsense', 'token(header authorization)': 'anything' })).toEqual([401, 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections', 'RequestAuthentication shop/a']);
  });

  test('is set beside what the rules take', () => {
    const blocked = (request: Blocked['request'], cause = 'token-rejected'): Blocked => ({ cause, resource: '', attribute: undefined, dialler: 'proxy', request });
    const asked = spec(rule('a', { audiences: ['shop', 'bank'] }), rule(''));
    expect(kind.explain!(asked, blocked({ 'token(header authorization claim iss)': 'b' }))).toBe('the token in header authorization says issuer b and no audience; rules take issuer a for shop or bank, any issuer');
    expect(kind.explain!(asked, blocked({}))).toBeUndefined();
    expect(kind.explain!(asked, blocked({ 'token(header authorization claim iss)': 'b' }, 'policy-denied'))).toBeUndefined();
  });
});
