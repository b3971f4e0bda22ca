import { claimAt, factAt, placeName, tokenAt, usualPlaces, type TokenPlace } from '../dialects/istio/policies/tokens.ts';
import { jwtAlgorithms, jwtClockSkew, jwtReplies } from '../facts/envoy.ts';
import type { PointValue } from '../engine/point.ts';
import type { Field } from '../ir/field.ts';
import type { Request } from './request.ts';

type Place = Pick<TokenPlace, 'in' | 'name'>;
type Facts = Partial<Record<Field, PointValue>>;
type Claims = Readonly<Record<string, unknown>>;

/** A text that a request carries at a place where somebody may look for a token. */
export interface Carried {
  readonly place: Place;
  /** What has the form of a token in it: the end of a header's value, or all of a parameter or cookie. */
  readonly text: string;
}

/** Everything in a request that may be a token: the places that hold two of them are named twice. */
export function carriedBy(headers: readonly (readonly [name: string, value: string])[], raw: string): readonly Carried[] {
  const inHeaders = headers.flatMap(([name, value]): readonly Carried[] => {
    const lower = name.toLowerCase();
    if (lower === 'cookie') return value.split(';').flatMap((pair) => cookie(pair.trim()));
    const end = /[A-Za-z0-9_.-]+$/.exec(value)?.[0];
    return end === undefined ? [] : [{ place: { in: 'header', name: lower }, text: end }];
  });
  const query = new Map([...new URLSearchParams(raw.split('?').slice(1).join('?'))].reverse());
  return [...inHeaders, ...[...query].map(([name, text]): Carried => ({ place: { in: 'query', name }, text }))];
}

function cookie(pair: string): readonly Carried[] {
  const equals = pair.indexOf('=');
  return equals < 1 ? [] : [{ place: { in: 'cookie', name: pair.slice(0, equals) }, text: pair.slice(equals + 1) }];
}

/** What proxies know of the tokens of a request, as fields; `at` is when it is sent, in milliseconds since 1970. */
export function tokenFields(carried: readonly Carried[], at: number | undefined): Facts {
  const facts: Facts = {};
  for (const { place, text } of carried) {
    const field = tokenAt(place);
    if (facts[field] !== undefined && place.in === 'header') facts[field] = { unknown: `which of several headers ${place.name} is looked at` };
    if (facts[field] !== undefined) continue;
    const token = decoded(text);
    if ('wrong' in token) {
      // Version numbers and the like are no tokens, and nobody has to be told so.
      if (text.startsWith('ey') || placeName(place) === placeName(usualPlaces[0])) facts[field] = token.wrong;
    } else Object.assign(facts, { [field]: 'read' }, said(place, token.claims, token.payload, at));
  }
  return facts;
}

/** The claims of a token, or what jwt_authn says of a text that is none (google/jwt_verify_lib, jwt.cc, parseFromString). */
export function decoded(text: string): { readonly claims: Claims; readonly payload: string; readonly header: Claims } | { readonly wrong: string } {
  const parts = text.split('.');
  const [head, payload] = parts;
  if (parts.length !== 3 || head === undefined || payload === undefined || parts.includes('')) return { wrong: jwtReplies.badForm };
  const [header, claims] = [part(head), part(payload)];
  if (typeof header === 'string') return { wrong: header === 'base64' ? jwtReplies.headerNotBase64 : jwtReplies.headerNotJson };
  if (typeof header['alg'] !== 'string') return { wrong: jwtReplies.noAlgorithm };
  if (!jwtAlgorithms.includes(header['alg'])) return { wrong: jwtReplies.otherAlgorithm };
  if (typeof claims === 'string') return { wrong: claims === 'base64' ? jwtReplies.payloadNotBase64 : jwtReplies.payloadNotJson };
  if (claims['iss'] !== undefined && typeof claims['iss'] !== 'string') return { wrong: jwtReplies.issuerNotText };
  return { claims, payload, header };
}

function part(text: string): Claims | 'base64' | 'json' {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return 'base64';
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as unknown;
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Claims) : 'json';
  } catch {
    return 'json';
  }
}

function said(place: Place, claims: Claims, payload: string, at: number | undefined): Facts {
  const facts: Facts = { [factAt(place, 'payload')]: payload };
  for (const [name, value] of leaves(claims)) {
    const [matched, shown] = [matchedAs(value), shownAs(value)];
    if (matched !== undefined) facts[claimAt(place, name)] = matched;
    if (shown !== undefined) facts[factAt(place, `text ${name}`)] = shown;
  }
  const date = (fact: 'expired' | 'early', claim: unknown, outside: (seconds: number, now: number) => boolean): void => {
    if (typeof claim !== 'number') return;
    if (at === undefined) facts[factAt(place, fact)] = { unknown: 'whether the token is in date: nobody says when it is sent' };
    else if (outside(claim, Math.floor(at / 1000))) facts[factAt(place, fact)] = 'true';
  };
  date('expired', claims['exp'], (seconds, now) => seconds > 0 && now > seconds + jwtClockSkew);
  date('early', claims['nbf'], (seconds, now) => now + jwtClockSkew < seconds);
  return facts;
}

/** Every member of the claims by dotted name, objects too. */
function leaves(claims: Claims, prefix = ''): readonly (readonly [string, unknown])[] {
  return Object.entries(claims).flatMap(([name, value]) => {
    const object = value !== null && typeof value === 'object' && !Array.isArray(value);
    return [[prefix + name, value] as const, ...(object ? leaves(value as Claims, `${prefix}${name}.`) : [])];
  });
}

/** Policies compare texts and lists of texts; a number is no text (Envoy, metadata matchers). */
function matchedAs(value: unknown): string | readonly string[] | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  const members = value.filter((member): member is string => typeof member === 'string');
  return members.length === 0 ? undefined : members;
}

/** A claim as a header shows it; lists and objects as JSON in base64 (Envoy, jwt_authn, addJWTClaimToHeader). */
function shownAs(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? String(value) : value.toFixed(6);
  return value !== null && typeof value === 'object' ? base64(JSON.stringify(value)) : undefined;
}

/** What stands for the signature of a token that is only declared: it is taken for a good one. */
export const declaredSignature = 'declared';

/** The headers and the path and query that are sent: a declared token stands where it is said to, instead of what stood there. */
export function sentBy({ headers, jwt, jwtAt = usualPlaces[0] }: Pick<Request, 'headers' | 'jwt' | 'jwtAt'>, raw: string): { readonly headers: Request['headers']; readonly raw: string } {
  if (jwt === undefined) return { headers, raw };
  const token = `${base64url({ alg: 'RS256', typ: 'JWT' })}.${base64url(jwt)}.${declaredSignature}`;
  const { name } = jwtAt;
  switch (jwtAt.in) {
    case 'header':
      return { headers: [...headers.filter(([each]) => each.toLowerCase() !== name.toLowerCase()), [name, `${jwtAt.prefix}${token}`]], raw };
    case 'cookie':
      return { headers: [...headers, ['cookie', `${name}=${token}`]], raw };
    case 'query':
      return { headers, raw: `${raw}${raw.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${token}` };
    default:
      return jwtAt;
  }
}

function base64url(value: unknown): string {
  return base64(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
