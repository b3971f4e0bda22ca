import { jwtReplies, jwtUnreadable } from '../../facts/envoy.ts';
import { claimAt, factAt, tokenAt, type TokenPlace } from '../../dialects/istio/policies/tokens.ts';
import { all, always, any, is, not, present, type Match } from '../../ir/match.ts';
import { quoted } from '../../ir/quote.ts';
import type { IssuerSpec } from './spec.ts';

/** Whether a place holds anything that its rule would take for a token (Envoy, jwt_authn, extractor.cc). */
export function presentAt(place: TokenPlace): Match {
  if (place.in !== 'header') return present(`${place.in}(${place.name})`);
  return place.prefix === '' ? present(`header(${place.name})`) : { field: `header(${place.name})`, in: [{ regex: `.*${quoted(place.prefix)}.*` }] };
}

/** One thing that makes a proxy refuse a token, in the order in which it looks. */
export interface Fault {
  /** Holds of a token in which nothing before this was wrong. */
  readonly when: Match;
  /** Absent: the token is of another issuer, which says nothing while another rule may take it. */
  readonly reply?: { readonly status: 401 | 403; readonly body: string; readonly note: string };
}

/** What may be wrong with the token at a place for a rule (Envoy, jwt_authn, authenticator.cc, startVerify). */
export function faultsAt(rule: IssuerSpec, place: TokenPlace): readonly Fault[] {
  const called = rule.issuer === '' ? 'the token' : `the token of ${rule.issuer}`;
  const fault = (when: Match, body: string, note: string, status: 401 | 403 = 401): Fault => ({ when, reply: { status, body, note } });
  const unreadable = jwtUnreadable.slice(1).map((text) => fault(is(tokenAt(place), text), text, `what ${wherever(place)} holds is no token: ${text}`));
  const form = fault(not(readable(place)), jwtReplies.badForm, `what ${wherever(place)} holds is no token of the form Header.Payload.Signature`);
  return [
    ...unreadable,
    form,
    ...(rule.issuer === '' ? [] : [{ when: not(is(claimAt(place, 'iss'), rule.issuer)) }]),
    fault(is(factAt(place, 'early'), 'true'), jwtReplies.early, `${called} is not valid yet`),
    fault(is(factAt(place, 'expired'), 'true'), jwtReplies.expired, `${called} is expired`),
    ...(rule.audiences.length === 0 ? [] : [fault(not(is(claimAt(place, 'aud'), ...rule.audiences.flatMap(spellings))), jwtReplies.audienceRefused, `${called} is for none of the audiences ${rule.audiences.join(', ')}`, 403)]),
    ...keyFaults(rule, place).map(({ when, body, note }) => fault(when, body, note)),
  ];
}

/** Whether a place holds a token in which the rule finds nothing wrong. */
export function goodAt(rule: IssuerSpec, place: TokenPlace): Match {
  return all(presentAt(place), not(any(...faultsAt(rule, place).map(({ when }) => when))));
}

/** `the header x-token`, as a sentence goes on with it. */
export function wherever(place: TokenPlace): string {
  return place.in === 'header' ? `the header ${place.name}` : place.in === 'query' ? `the query parameter ${place.name}` : `the cookie ${place.name}`;
}

function keyFaults({ keys, issuer }: IssuerSpec, place: TokenPlace): readonly { readonly when: Match; readonly body: string; readonly note: string }[] {
  if (keys === undefined) return [];
  if ('nowhere' in keys) return [{ when: always, body: jwtReplies.noKey, note: keys.nowhere }];
  if ('unknown' in keys) return [{ when: { unknown: { reason: keys.unknown } }, body: jwtReplies.noKey, note: `there may be no keys for tokens of ${issuer}` }];
  const field = factAt(place, `keys ${keys.rule}`);
  return [
    { when: is(field, jwtReplies.noValidKey), body: jwtReplies.noValidKey, note: 'the keys in the rule are none that can be used' },
    { when: is(field, jwtReplies.noKey), body: jwtReplies.noKey, note: 'none of the rule\'s keys is the one that the token names' },
    { when: present(field), body: jwtReplies.badSignature, note: 'none of the rule\'s keys made the signature of the token' },
  ];
}

/** What follows the prefix is the token and nothing else: the first character that can be one starts it. */
function readable(place: TokenPlace): Match {
  const decoded = is(tokenAt(place), 'read');
  if (place.in !== 'header') return decoded;
  const before = place.prefix === '' ? '' : `.*${quoted(place.prefix)}[^A-Za-z0-9_.-]*`;
  return all(decoded, { field: `header(${place.name})`, in: [{ regex: `${before}[A-Za-z0-9_.-]+` }] });
}

/** Envoy compares audiences without scheme and without the slash at the end (Envoy, jwt_authn; jwt_verify_lib, check_audience). */
function spellings(audience: string): readonly string[] {
  const bare = audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return ['', 'http://', 'https://'].flatMap((scheme) => [`${scheme}${bare}`, `${scheme}${bare}/`]);
}
