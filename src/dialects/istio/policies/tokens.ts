import { jwtDefaultHeader, jwtDefaultParameter } from '../../../facts/envoy.ts';
import type { Field } from '../../../ir/field.ts';
import type { Estate } from '../../../resource/estate.ts';
import { compareTexts } from '../../../resource/order.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import { nameOf, type Path, type Resource } from '../../../resource/resource.ts';
import { attachmentRefusals, policiesFor, type Workload } from './attachment.ts';
import type { Refusal } from '../mesh/refusals.ts';
import { claimsOf, conditionsOf, rulesOf } from './authorization.ts';
import { keysOf, type Keys } from './keys.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** Where a request carries a token. */
export type TokenPlace =
  /** What stands before the token in the header's value, anywhere in it; empty: the value is the token. */
  | { readonly in: 'header'; readonly name: string; readonly prefix: string }
  | { readonly in: 'query' | 'cookie'; readonly name: string };

/** One rule by which a workload takes tokens (RequestAuthentication reference, JWTRule). */
export interface TokenRule {
  readonly resource: Resource;
  readonly path: Path;
  /** Names the rule in fields: `RequestAuthentication xnat/login 0`. */
  readonly id: string;
  /** Empty: any issuer. */
  readonly issuer: string;
  /** Empty: any audience. */
  readonly audiences: readonly string[];
  /** In the order in which the proxy finds tokens: headers, query parameters, cookies, each by name. */
  readonly places: readonly TokenPlace[];
  readonly keys: Keys;
  /** False: the token is taken out of the request before it goes on. */
  readonly forwards: boolean;
  readonly spaceDelimitedClaims: readonly string[];
  /** Headers that get a claim's value. */
  readonly headers: readonly { readonly header: string; readonly claim: string }[];
  /** A header that gets the whole payload. */
  readonly payloadHeader: string | undefined;
}

/** The rules of all RequestAuthentications that mean a workload add up; the proxy tries them by issuer (istio/istio, security/authn). */
export function tokenRulesFor(estate: Estate, workload: Workload, mesh: Mesh): readonly TokenRule[] {
  const policies = policiesFor(estate, 'RequestAuthentication', workload, [workload.namespace, mesh.rootNamespace], mesh.rootNamespace);
  return policies.flatMap((policy) => tokenRulesOf(estate, policy)).sort((a, b) => (a.issuer < b.issuer ? -1 : a.issuer > b.issuer ? 1 : 0));
}

/** The rules of one object; none if the API refuses it. */
export function tokenRulesOf(estate: Estate, policy: Resource): readonly TokenRule[] {
  return tokenRefusals(policy).length > 0 ? [] : readerOf(policy).get('spec', 'jwtRules').each().map((rule, index) => tokenRule(estate, rule, index));
}

/** Why the API refuses a RequestAuthentication; empty: it takes it. */
export function tokenRefusals(policy: Resource): readonly Refusal[] {
  const rules = readerOf(policy).get('spec', 'jwtRules').each();
  return [...attachmentRefusals(policy), ...rules.flatMap((rule) => refusalOf(rule) ?? [])];
}

/** Why the API refuses a rule, and where that stands; undefined: it takes it (istio/istio, config/validation, validateJwtRule). */
export function refusalOf(rule: Reader): Refusal | undefined {
  const text = (name: string): string => rule.get(name).string() ?? '';
  if (text('issuer') === '' && text('jwksUri') === '') return { path: rule.path, reason: 'a rule names neither an issuer nor a jwksUri' };
  const uri = rule.get('jwksUri');
  if (text('jwksUri') !== '' && !/^https?:\/\//i.test(text('jwksUri'))) return { path: uri.path, reason: 'a jwksUri begins with http:// or https://' };
  const nameless = rule.get('fromHeaders').each().find((header) => (header.get('name').string() ?? '') === '');
  if (nameless !== undefined) return { path: nameless.path, reason: 'a place in fromHeaders has no name' };
  const output = rule.get('outputClaimToHeaders').each().find((each) => (each.get('claim').string() ?? '') === '' || !/^[-_A-Za-z0-9]+$/.test(each.get('header').string() ?? ''));
  if (output !== undefined) return { path: output.path, reason: 'an entry of outputClaimToHeaders needs a claim, and a header name of letters, digits, - and _' };
  const empty = ['audiences', 'fromParams', 'fromCookies'].find((list) => rule.get(list).strings().includes(''));
  return empty === undefined ? undefined : { path: rule.get(empty).path, reason: `${empty} holds an empty text` };
}

/** What a request carries at a place: `read` if that is a token, else what is wrong with it; absent: nothing. */
export function tokenAt(place: Pick<TokenPlace, 'in' | 'name'>): Field {
  return `token(${placeName(place)})`;
}

/** What the token at a place says, by dotted name of the claim. */
export function claimAt(place: Pick<TokenPlace, 'in' | 'name'>, claim: string): Field {
  return `token(${placeName(place)} claim ${claim})`;
}

/** Facts about the token at a place: `expired`, `early`, `payload`, `text NAME` (a claim as a header shows it), `keys RULE` (why the rule's own keys refuse it). */
export function factAt(place: Pick<TokenPlace, 'in' | 'name'>, fact: 'expired' | 'early' | 'payload' | `text ${string}` | `keys ${string}`): Field {
  return `token(${placeName(place)} ${fact})`;
}

/** `header authorization`: how people call a place. */
export function placeName({ in: where, name }: Pick<TokenPlace, 'in' | 'name'>): string {
  return `${where} ${name}`;
}

/** Claims that a JWT rule splits at blanks, by its issuer. */
export function spaceDelimitedOf(estate: Estate, workload: Workload, mesh: Mesh): readonly { readonly issuer: string; readonly claims: readonly string[] }[] {
  const rules = tokenRulesFor(estate, workload, mesh).filter(({ spaceDelimitedClaims }) => spaceDelimitedClaims.length > 0);
  return rules.map(({ issuer, spaceDelimitedClaims }) => ({ issuer, claims: spaceDelimitedClaims }));
}

/** Every claim that somebody looks at behind this workload's proxy, by dotted name; issuer and subject always. */
export function claimsAsked(estate: Estate, workload: Workload, mesh: Mesh): readonly string[] {
  const policies = policiesFor(estate, 'AuthorizationPolicy', workload, [mesh.rootNamespace, workload.namespace], mesh.rootNamespace);
  const conditions = policies.flatMap((policy) => rulesOf(policy).flatMap(conditionsOf));
  return [...new Set(['iss', 'sub', ...claimsOf(conditions), ...claimsRouted(estate)])].sort();
}

/** Claims that routes look at, by the headers `@request.auth.claims.X` and `@request.auth.claims[X][Y]`. */
function claimsRouted(estate: Estate): readonly string[] {
  const headers = estate.ofType('VirtualService').flatMap((service) =>
    readerOf(service).get('spec', 'http').each().flatMap((route) => route.get('match').each().flatMap((match) => [...match.get('headers').keys(), ...match.get('withoutHeaders').keys()])),
  );
  return headers.flatMap((header) => routedClaim(header) ?? []);
}

/** The claim a pseudo-header of a route names, by dotted name. */
export function routedClaim(header: string): string | undefined {
  const rest = /^@request\.auth\.claims(.+)$/.exec(header)?.[1];
  if (rest === undefined) return undefined;
  return rest.startsWith('[') ? [...rest.matchAll(/\[([^[\]]+)\]/g)].map(([, name]) => name).join('.') : rest.replace(/^\./, '');
}

function tokenRule(estate: Estate, rule: Reader, index: number): TokenRule {
  return {
    resource: rule.resource,
    path: rule.path,
    id: `${nameOf(rule.resource)} ${index}`,
    issuer: rule.get('issuer').string() ?? '',
    audiences: rule.get('audiences').strings(),
    places: placesOf(rule),
    keys: keysOf(estate, rule),
    forwards: rule.get('forwardOriginalToken').boolean() === true,
    spaceDelimitedClaims: rule.get('spaceDelimitedClaims').strings(),
    headers: rule.get('outputClaimToHeaders').each().flatMap((each) => {
      const [header, claim] = [each.get('header').string(), each.get('claim').string()];
      return header === undefined || claim === undefined ? [] : [{ header: header.toLowerCase(), claim }];
    }),
    payloadHeader: rule.get('outputPayloadToHeader').string()?.toLowerCase(),
  };
}

/** The usual places only where the rule names none of its own. */
function placesOf(rule: Reader): readonly TokenPlace[] {
  const headers = rule.get('fromHeaders').each().map((each): TokenPlace => ({ in: 'header', name: (each.get('name').string() ?? '').toLowerCase(), prefix: each.get('prefix').string() ?? '' }));
  const named = (list: string, where: 'query' | 'cookie'): readonly TokenPlace[] => rule.get(list).strings().map((name) => ({ in: where, name }));
  const own = [...byName(headers), ...byName(named('fromParams', 'query')), ...byName(named('fromCookies', 'cookie'))];
  return own.length > 0 ? own : usualPlaces;
}

/** Where tokens are looked for that no rule sends elsewhere. */
export const usualPlaces: readonly [TokenPlace, TokenPlace] = [{ in: 'header', ...jwtDefaultHeader }, { in: 'query', name: jwtDefaultParameter }];

function byName(places: readonly TokenPlace[]): readonly TokenPlace[] {
  const key = (place: TokenPlace): string => place.name + (place.in === 'header' ? place.prefix : '');
  return [...new Map(places.map((place) => [key(place), place])).entries()].sort(([a], [b]) => compareTexts(a, b)).map(([, place]) => place);
}
