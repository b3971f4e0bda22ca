import { claimAt, placeName } from '../../dialects/istio/policies/tokens.ts';
import type { Blocked } from '../kind.ts';
import type { TokenSpec } from './spec.ts';

/** `the token in header authorization says issuer a and audience b; the rules take issuer c (audiences d)`; undefined for other stops. */
export function explain(spec: TokenSpec, { cause, request }: Blocked): string | undefined {
  if (cause !== 'token-rejected') return undefined;
  const places = [...new Map(spec.rules.flatMap((rule) => rule.places).map((place) => [placeName(place), place])).values()];
  const said = places.flatMap((place) => {
    const [issuer, audience] = [request[claimAt(place, 'iss')], request[claimAt(place, 'aud')]];
    if (issuer === undefined) return [];
    return [`the token in ${placeName(place)} says issuer ${String(issuer)}${audience === undefined ? ' and no audience' : ` and audience ${String(audience)}`}`];
  });
  const taken = spec.rules.map(({ issuer, audiences }) => `${issuer === '' ? 'any issuer' : `issuer ${issuer}`}${audiences.length === 0 ? '' : ` for ${audiences.join(' or ')}`}`);
  return said.length === 0 ? undefined : `${said.join('; ')}; rules take ${taken.join(', ')}`;
}
