import { expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { TokenSpec } from './spec.ts';

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

test('the issuers of all objects that mean the workload add up', async () => {
  const spec = await at(
    tokens('istio-system', 'staff', '{ jwtRules: [{ issuer: staff, audiences: [shop], forwardOriginalToken: true }] }') +
      tokens('shop', 'guests', '{ selector: { matchLabels: { app: web } }, jwtRules: [{ issuer: guests, outputPayloadToHeader: X-Payload, fromParams: [t], outputClaimToHeaders: [{ header: X-User, claim: sub }] }] }') +
      tokens('shop', 'others', '{ selector: { matchLabels: { app: other } }, jwtRules: [{ issuer: others }] }'),
  );
  expect(spec?.rules).toMatchObject([
    { resource: 'RequestAuthentication shop/guests', issuer: 'guests', audiences: [], forwards: false, payloadHeader: 'x-payload', elsewhere: 'fromParams', headers: [{ header: 'x-user', claim: 'sub' }], attribute: 'spec.jwtRules[0]', at: { line: 15 } },
    { resource: 'RequestAuthentication istio-system/staff', issuer: 'staff', audiences: ['shop'], forwards: true },
  ]);
});

test('claims are kept that policies, routes and headers look at', async () => {
  const policy = `\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: a, namespace: shop }\nspec: { rules: [{ when: [{ key: "request.auth.claims[realm][roles]", values: [x] }, { key: request.auth.audiences, values: [y] }, { key: request.auth.presenter, values: [z] }] }] }\n---`;
  const route = `\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a, namespace: shop }\nspec: { hosts: [a], http: [{ match: [{ headers: { "@request.auth.claims.group": { exact: q } } }] }] }\n---`;
  const spec = await at(tokens('shop', 'a', '{ jwtRules: [{ issuer: i, outputClaimToHeaders: [{ header: h, claim: mail }] }] }') + policy + route);
  expect(spec?.claims).toEqual(['aud', 'azp', 'group', 'iss', 'mail', 'realm.roles', 'sub']);
});

test('without an issuer nobody looks at tokens', async () => {
  expect(await at('')).toBeUndefined();
  expect(await at(tokens('shop', 'a', '{ jwtRules: [{ audiences: [x] }] }'))).toBeUndefined();
});
