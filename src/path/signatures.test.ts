import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { signaturesOf, type SignatureCheck } from './signatures.ts';
import { carriedBy, sentBy } from './tokens.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (iss: string): string => `${encoded({ alg: 'RS256' })}.${encoded({ iss })}.c2ln`;

const rules = (rule: string): string => `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: a, namespace: shop }
spec: { jwtRules: [${rule}] }`;

const bad: SignatureCheck = (_, jwks) => (jwks === 'good' ? undefined : 'Jwt verification fails');

test('keys that stand in a rule settle whether a token of its issuer is good', async () => {
  const carried = carriedBy([['authorization', `Bearer ${token('i')}`]], '/');
  const facts = async (jwks: string, issuer = 'i'): Promise<unknown> => signaturesOf(await written(rules(`{ issuer: ${issuer}, jwks: ${jwks} }`)), carried, bad);
  expect(await facts('other')).toEqual({ facts: { 'token(header authorization keys RequestAuthentication shop/a 0)': 'Jwt verification fails' }, assumptions: [] });
  expect(await facts('good')).toEqual({ facts: {}, assumptions: [] });
  expect(await facts('other', 'j')).toEqual({ facts: {}, assumptions: [] });
});

test('keys that are somewhere else are taken to fit, and that is said', async () => {
  const estate = await written(rules('{ issuer: i, jwksUri: "https://i/keys" }'));
  const { assumptions } = signaturesOf(estate, carriedBy([['authorization', `Bearer ${token('i')}`]], '/'), bad);
  expect(assumptions).toEqual([{ name: 'token-signature-good', layer: 'certificates', text: 'the token in header authorization is signed by a key of i; the keys that shop/a looks at are not in the inputs' }]);
});

test('a token that is only declared is good, and nothing is assumed', async () => {
  const estate = await written(rules('{ issuer: i, jwks: other }'));
  const sent = sentBy({ headers: [], jwt: { iss: 'i' } }, '/');
  expect(signaturesOf(estate, carriedBy(sent.headers, sent.raw), bad)).toEqual({ facts: {}, assumptions: [] });
});
