import type { Estate } from '../../resource/estate.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import type { Path, Resource } from '../../resource/resource.ts';
import { policiesFor, type Workload } from './attachment.ts';
import { claimsOf, conditionsOf, rulesOf } from './authorization.ts';
import type { Mesh } from './mesh.ts';

/** One issuer whose tokens a workload takes (RequestAuthentication reference, JWTRule). */
export interface TokenRule {
  readonly resource: Resource;
  readonly path: Path;
  readonly issuer: string;
  /** Empty: any audience. */
  readonly audiences: readonly string[];
  /** False: the token is taken out of the request before it goes on. */
  readonly forwards: boolean;
  readonly spaceDelimitedClaims: readonly string[];
  /** Headers that get a claim's value. */
  readonly headers: readonly { readonly header: string; readonly claim: string }[];
  /** A header that gets the whole payload. */
  readonly payloadHeader: string | undefined;
  /** Where the token is looked for instead of the usual places. */
  readonly elsewhere: string | undefined;
}

/** The rules of all RequestAuthentications that mean a workload: they add up. */
export function tokenRulesFor(estate: Estate, workload: Workload, mesh: Mesh): readonly TokenRule[] {
  const policies = policiesFor(estate, 'RequestAuthentication', workload, [workload.namespace, mesh.rootNamespace], mesh.rootNamespace);
  return policies.flatMap((policy) => readerOf(policy).get('spec', 'jwtRules').each().flatMap(tokenRule));
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

function tokenRule(rule: Reader): readonly TokenRule[] {
  const issuer = rule.get('issuer').string();
  if (issuer === undefined) return [];
  const places = ['fromHeaders', 'fromParams', 'fromCookies'].filter((name) => rule.get(name).there);
  return [
    {
      resource: rule.resource,
      path: rule.path,
      issuer,
      audiences: rule.get('audiences').strings(),
      forwards: rule.get('forwardOriginalToken').boolean() === true,
      spaceDelimitedClaims: rule.get('spaceDelimitedClaims').strings(),
      headers: rule.get('outputClaimToHeaders').each().flatMap((each) => {
        const [header, claim] = [each.get('header').string(), each.get('claim').string()];
        return header === undefined || claim === undefined ? [] : [{ header: header.toLowerCase(), claim }];
      }),
      payloadHeader: rule.get('outputPayloadToHeader').string()?.toLowerCase(),
      elsewhere: places.length === 0 ? undefined : places.join(', '),
    },
  ];
}
