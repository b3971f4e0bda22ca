import { constants, createHmac, createPublicKey, timingSafeEqual, verify, type JsonWebKey } from 'node:crypto';
import { jwtReplies } from '../facts/envoy.ts';

interface Key extends JsonWebKey {
  readonly kid?: string;
  readonly alg?: string;
}

/**
 * What a proxy says of a token that none of these JSON Web Keys signed; undefined: one of them did. Keys that name
 * another id or algorithm than the token are passed over (google/jwt_verify_lib, verify.cc).
 */
export function checkSignature(token: string, jwks: string): string | undefined {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const keys = keysIn(jwks);
  if (keys.length === 0) return jwtReplies.noValidKey;
  const { alg = '', kid } = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as { readonly alg?: string; readonly kid?: string };
  const named = keys.filter((key) => (kid === undefined || key.kid === undefined || key.kid === kid) && (key.alg === undefined || key.alg === alg));
  if (named.length === 0) return jwtReplies.noKey;
  const [signed, given] = [Buffer.from(`${head}.${payload}`), Buffer.from(signature, 'base64url')];
  return named.some((key) => made(key, alg, signed, given)) ? undefined : jwtReplies.badSignature;
}

function keysIn(jwks: string): readonly Key[] {
  try {
    const { keys } = JSON.parse(jwks) as { readonly keys?: unknown };
    return Array.isArray(keys) ? (keys as readonly Key[]).filter(({ kty }) => ['RSA', 'EC', 'oct', 'OKP'].includes(String(kty))) : [];
  } catch {
    return [];
  }
}

/** A key of another kind than the algorithm needs signed nothing. */
function made(key: Key, alg: string, signed: Buffer, given: Buffer): boolean {
  const hash = `sha${alg.slice(2)}`;
  try {
    switch (alg.slice(0, 2)) {
      case 'HS': {
        const own = createHmac(hash, Buffer.from(String(key.k ?? ''), 'base64url')).update(signed).digest();
        return key.kty === 'oct' && own.length === given.length && timingSafeEqual(own, given);
      }
      case 'RS':
        return key.kty === 'RSA' && verify(hash, signed, createPublicKey({ key, format: 'jwk' }), given);
      case 'PS':
        return key.kty === 'RSA' && verify(hash, signed, { key: createPublicKey({ key, format: 'jwk' }), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, given);
      case 'ES':
        return key.kty === 'EC' && verify(hash, signed, { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, given);
      default:
        return key.kty === 'OKP' && verify(null, signed, createPublicKey({ key, format: 'jwk' }), given);
    }
  } catch {
    return false;
  }
}
