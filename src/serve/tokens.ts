import { generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { PointValue } from '../engine/point.ts';
import type { Field } from '../ir/field.ts';
import { carriedBy, declaredSignature, tokenFields } from '../path/tokens.ts';
import type { Head } from './head.ts';
import { targetOf } from './request-fields.ts';

export type Algorithm = 'RS256' | 'ES256';

/** The token issuer of one rehearsal: it stands for every issuer whose keys are elsewhere. Private keys never leave it. */
export interface Tokens {
  /** What a request's tokens are to proxies, by field: its parts, and whether the keys of a rule made its signature. */
  read(head: Head, field: Field): PointValue | null;
  /** A token with these claims. */
  mint(claims: Readonly<Record<string, unknown>>, algorithm: Algorithm): string;
  /** The same text; tokens in it that are only declared (path/tokens.ts) are signed. */
  signed(text: string): string;
  /** The public keys, as a JSON Web Key Set. */
  keys(): { readonly keys: readonly unknown[] };
}

/** Says what the keys of a rule, by its id, make of a token that the issuer of this rehearsal did not sign; undefined: they made it. */
export type Foreign = (token: string, rule: string) => string | undefined;

/** An issuer whose keys are made when they are first needed. */
export function tokensOf(foreign: Foreign): Tokens {
  const pairs = new Map<Algorithm, { readonly publicKey: KeyObject; readonly privateKey: KeyObject }>();
  const read = new WeakMap<Head, Partial<Record<Field, PointValue>>>();
  const pair = (algorithm: Algorithm): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } => {
    const known = pairs.get(algorithm);
    if (known !== undefined) return known;
    const made = algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
    pairs.set(algorithm, made);
    return made;
  };
  const key = (algorithm: Algorithm, half: 'publicKey' | 'privateKey') => ({ key: pair(algorithm)[half], dsaEncoding: 'ieee-p1363' as const });
  const signature = (algorithm: Algorithm, text: string): string => sign('sha256', Buffer.from(text), key(algorithm, 'privateKey')).toString('base64url');
  const own = (token: string): boolean => {
    const [head = '', payload = '', given = ''] = token.split('.');
    const algorithm = algorithmOf(head);
    return algorithm !== undefined && pairs.has(algorithm) && verify('sha256', Buffer.from(`${head}.${payload}`), key(algorithm, 'publicKey'), Buffer.from(given, 'base64url'));
  };
  return {
    read: (head, field) => {
      const carried = carriedBy(head.headers, targetOf(head));
      const [, where, name, rule] = /^token\((header|query|cookie) (\S+) keys (.+)\)$/s.exec(field) ?? [];
      if (rule !== undefined) {
        const token = carried.find(({ place }) => place.in === where && place.name === name)?.text;
        return token === undefined || own(token) ? null : (foreign(token, rule) ?? null);
      }
      const facts = read.get(head) ?? tokenFields(carried, Date.now());
      read.set(head, facts);
      return facts[field] ?? null;
    },
    mint: (claims, algorithm) => {
      const text = [{ alg: algorithm, typ: 'JWT', kid: keyId(algorithm) }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      return `${text}.${signature(algorithm, text)}`;
    },
    signed: (text) => text.replace(declared, (_, head: string, payload: string) => `${head}.${payload}.${signature(algorithmOf(head) ?? 'RS256', `${head}.${payload}`)}`),
    keys: () => ({ keys: (['ES256', 'RS256'] as const).map((alg) => ({ ...pair(alg).publicKey.export({ format: 'jwk' }), alg, kid: keyId(alg), use: 'sig' })) }),
  };
}

const declared = new RegExp(`([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.${declaredSignature}(?![A-Za-z0-9_-])`, 'g');

function keyId(algorithm: Algorithm): string {
  return `sallyport-${algorithm.toLowerCase()}`;
}

function algorithmOf(head: string): Algorithm | undefined {
  try {
    const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as { readonly alg?: unknown };
    return alg === 'RS256' || alg === 'ES256' ? alg : undefined;
  } catch {
    return undefined;
  }
}
