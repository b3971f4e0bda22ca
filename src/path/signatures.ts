import { tokenRulesOf, factAt, placeName, type TokenRule } from '../dialects/istio/policies/tokens.ts';
import type { PointValue } from '../engine/point.ts';
import type { Field } from '../ir/field.ts';
import type { Estate } from '../resource/estate.ts';
import type { Assumption } from './assumption.ts';
import { declaredSignature, decoded, type Carried } from './tokens.ts';

/** What a proxy says of a token that none of these keys signed, JSON Web Keys as text; undefined: one of them did, or nobody can tell. */
export type SignatureCheck = (token: string, jwks: string) => string | undefined;

/** What the keys that stand in rules say of the tokens of a request, and what is taken for granted of the others. */
export function signaturesOf(estate: Estate, carried: readonly Carried[], check: SignatureCheck | undefined): { readonly facts: Partial<Record<Field, PointValue>>; readonly assumptions: readonly Assumption[] } {
  const facts: Partial<Record<Field, PointValue>> = {};
  const assumptions = new Map<string, Assumption>();
  const tokens = carried.flatMap(({ place, text }) => {
    const token = text.endsWith(`.${declaredSignature}`) ? undefined : decoded(text);
    return token === undefined || 'wrong' in token ? [] : [{ place, text, issuer: String(token.claims['iss'] ?? '') }];
  });
  const rules = tokens.length === 0 ? [] : estate.ofType('RequestAuthentication').flatMap((policy) => tokenRulesOf(estate, policy));
  for (const { place, text, issuer } of tokens) {
    for (const rule of rules.filter((each) => each.issuer === '' || each.issuer === issuer)) {
      if (rule.keys.from === 'rule' && check !== undefined) {
        const failure = check(text, rule.keys.jwks);
        if (failure !== undefined) facts[factAt(place, `keys ${rule.id}`)] = failure;
      } else if (rule.keys.from === 'rule' || rule.keys.from === 'fetched') assumptions.set(placeName(place), taken(rule, placeName(place), issuer));
    }
  }
  return { facts, assumptions: [...assumptions.values()] };
}

function taken({ resource, issuer }: TokenRule, place: string, said: string): Assumption {
  return { name: 'token-signature-good', layer: 'certificates', text: `the token in ${place} is signed by a key of ${issuer === '' ? said : issuer}; the keys that ${resource.namespace ?? ''}/${resource.name} looks at are not in the inputs` };
}
