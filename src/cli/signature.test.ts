import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkSignature } from './signature.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = (header: Readonly<Record<string, string>>, by: (text: Buffer) => Buffer): string => {
  const text = `${encoded(header)}.${encoded({ iss: 'i' })}`;
  return `${text}.${by(Buffer.from(text)).toString('base64url')}`;
};
const set = (key: KeyObject, more: Readonly<Record<string, string>> = {}): string => JSON.stringify({ keys: [{ ...key.export({ format: 'jwk' }), ...more }] });

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');

describe('a signature', () => {
  test('is good if one of the keys made it', () => {
    const byRsa = signed({ alg: 'RS256' }, (text) => sign('sha256', text, rsa.privateKey));
    expect(checkSignature(byRsa, set(rsa.publicKey))).toBeUndefined();
    expect(checkSignature(byRsa, JSON.stringify({ keys: [ed.publicKey.export({ format: 'jwk' }), rsa.publicKey.export({ format: 'jwk' })] }))).toBeUndefined();
    expect(checkSignature(signed({ alg: 'ES256' }, (text) => sign('sha256', text, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })), set(ec.publicKey))).toBeUndefined();
    expect(checkSignature(signed({ alg: 'EdDSA' }, (text) => sign(null, text, ed.privateKey)), set(ed.publicKey))).toBeUndefined();
    const secret = { kty: 'oct', k: Buffer.from('shared').toString('base64url') };
    expect(checkSignature(signed({ alg: 'HS512' }, (text) => createHmac('sha512', 'shared').update(text).digest()), JSON.stringify({ keys: [secret] }))).toBeUndefined();
  });

  test('is bad if another key made it, or the key is of another kind', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const token = signed({ alg: 'RS256' }, (text) => sign('sha256', text, other.privateKey));
    expect(checkSignature(token, set(rsa.publicKey))).toBe('Jwt verification fails');
    expect(checkSignature(token, set(ec.publicKey))).toBe('Jwt verification fails');
  });

  test('has no key where the token names another id or algorithm', () => {
    const token = signed({ alg: 'RS256', kid: 'a' }, (text) => sign('sha256', text, rsa.privateKey));
    expect(checkSignature(token, set(rsa.publicKey, { kid: 'b' }))).toBe("Jwks doesn't have key to match kid or alg from Jwt");
    expect(checkSignature(token, set(rsa.publicKey, { alg: 'RS512' }))).toBe("Jwks doesn't have key to match kid or alg from Jwt");
    expect(checkSignature(token, set(rsa.publicKey, { kid: 'a' }))).toBeUndefined();
  });

  test('cannot be checked with keys that are none', () => {
    const token = signed({ alg: 'RS256' }, () => Buffer.from('x'));
    for (const jwks of ['{', '{}', '{"keys":[]}', '{"keys":[{"kty":"?"}]}']) expect(checkSignature(token, jwks)).toBe("Jwks doesn't have any valid public key");
  });
});
