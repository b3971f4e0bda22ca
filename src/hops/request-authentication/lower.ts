import { chains } from '../../dialects/istio/mesh/chain.ts';
import { claimAt, factAt, placeName, tokenAt, usualPlaces, type TokenPlace } from '../../dialects/istio/policies/tokens.ts';
import { jwtReplies } from '../../facts/envoy.ts';
import { all, always, every, is, not, present, some, type Match } from '../../ir/match.ts';
import type { Field } from '../../ir/field.ts';
import { originAt, quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { IssuerSpec, TokenSpec } from './spec.ts';
import { faultsAt, goodAt, presentAt, wherever } from './token.ts';

/**
 * Envoy's jwt_authn filter as istiod sets it up: one rule that finds a good token is enough, no token where any rule
 * looks passes too, all else is refused (istio/istio, security/authn, convertToEnvoyJwtConfig).
 */
export function lower(spec: TokenSpec): Lowered {
  const title = `proxy of ${spec.pod}`;
  const plumbing: Origin = { resource: title, rule: `port ${spec.port}` };
  return { title, dialler: 'proxy', ops: chains(spec.protocol, spec.rules.length === 0 ? [] : [filter(spec, plumbing)], [], plumbing) };
}

function filter(spec: TokenSpec, plumbing: Origin): Op {
  const { rules } = spec;
  const taken = rules.map((rule, index): Case => ({
    match: takes(rule),
    then: [...rules.slice(0, index + 1).flatMap(cleared), ...claimed(spec, rule)],
    origin: originOf(rule, `the token${rule.issuer === '' ? '' : ` of ${rule.issuer}`} is taken (${rule.places.map(placeName).join(', ')})`),
  }));
  const nothing = every(rules.map(missed));
  const none: Case = { match: nothing, then: rules.flatMap(cleared), origin: plumbing };
  const refused: Case = { match: always, then: refusal(rules), origin: quiet(originOf(rules[0]!, '')) };
  return { op: 'switch', origin: plumbing, cases: [{ match: preflight, then: [], origin: plumbing }, ...taken, ...elsewhere(rules, nothing), none, refused] };
}

/** A browser's question before a request of another site carries no token and is let through (Envoy, jwt_authn: bypass_cors_preflight). */
const preflight: Match = all(is('method', 'OPTIONS'), filled('header(origin)'), filled('header(access-control-request-method)'));

function filled(field: Field): Match {
  return all(present(field), not(is(field, '')));
}

/** At least one token, and nothing wrong with any that stands where the rule looks. */
function takes(rule: IssuerSpec): Match {
  const [only, ...more] = rule.places;
  if (only === undefined) return some([]);
  if (more.length === 0) return goodAt(rule, only);
  return every([some(rule.places.map(presentAt)), ...rule.places.map((place) => some([not(presentAt(place)), goodAt(rule, place)]))]);
}

function missed({ places }: IssuerSpec): Match {
  return every(places.map((place) => not(presentAt(place))));
}

/** A token at the usual place that no rule looks at is worth a word: the request goes on without identity. */
function elsewhere(rules: readonly IssuerSpec[], nothing: Match): readonly Case[] {
  const looked = new Set(rules.flatMap(({ places }) => places.map(placeName)));
  const [usual] = usualPlaces;
  if (looked.has(placeName(usual))) return [];
  const says = originOf(rules[0]!, `nobody looks at the token in ${wherever(usual)}: rules look at ${[...looked].join(', ')}`);
  return [{ match: every([is(tokenAt(usual), 'read'), nothing]), then: rules.flatMap(cleared), origin: says }];
}

/** Headers that the proxy writes itself are nobody else's: what the client sent under those names is gone. */
function cleared(rule: IssuerSpec): readonly Op[] {
  const names = [...(rule.payloadHeader === undefined ? [] : [rule.payloadHeader]), ...rule.headers.map(({ header }) => header)];
  return names.map((name): Op => ({ op: 'set', field: `header(${name})`, to: { absent: true }, origin: quiet(originOf(rule, '')) }));
}

/** What the token says becomes what the proxy knows; then the token itself leaves the request, unless the rule forwards it. */
function claimed(spec: TokenSpec, rule: IssuerSpec): readonly Op[] {
  const [only, ...more] = rule.places;
  const origin = quiet(originOf(rule, ''));
  if (only === undefined || more.length === 0) return rule.places.flatMap((place) => effects(spec, rule, place, origin));
  // Tokens are looked at from the last place to the first; each adds its headers, and the first place's claims stay.
  return [...rule.places].reverse().map((place): Op => ({ op: 'switch', origin, cases: [{ match: presentAt(place), then: effects(spec, rule, place, origin), origin }, { match: always, then: [], origin }] }));
}

function effects(spec: TokenSpec, rule: IssuerSpec, place: TokenPlace, origin: Origin): readonly Op[] {
  const set = (field: Field, to: Extract<Op, { op: 'set' }>['to']): Op => ({ op: 'set', field, to, origin });
  const written = rule.places.length === 1 ? (from: Field) => ({ copy: from }) : (from: Field) => ({ append: from });
  return [
    ...spec.claims.map((claim) => set(`claim(${claim})`, { copy: claimAt(place, claim) })),
    ...(rule.payloadHeader === undefined ? [] : [set(`header(${rule.payloadHeader})`, written(factAt(place, 'payload')))]),
    ...rule.headers.map(({ header, claim }) => set(`header(${header})`, written(factAt(place, `text ${claim}`)))),
    ...(rule.forwards ? [] : removed(place).map(([field, to]) => set(field, to))),
  ];
}

/** A cookie stays: Envoy takes tokens out of headers and query parameters only (jwt_authn, extractor.cc, removeJwt). */
function removed(place: TokenPlace): readonly (readonly [Field, Extract<Op, { op: 'set' }>['to']])[] {
  if (place.in === 'cookie') return [];
  if (place.in === 'header') return [[`header(${place.name})`, { absent: true }], [tokenAt(place), { absent: true }]];
  const name = place.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [
    ['query.raw', { pattern: `([?&])${name}=[^&]*&?`, rewrite: '\\1' }],
    ['query.raw', { pattern: '[?&]$', rewrite: '' }],
    [`query(${place.name})`, { absent: true }],
    [tokenAt(place), { absent: true }],
  ];
}

/**
 * Which of several failures is told: that of the first rule that found a token, unless the token was merely another
 * issuer's; then the last failure of any other rule (Envoy, jwt_authn, verifier.cc, AnyVerifierImpl).
 */
function refusal(rules: readonly IssuerSpec[]): readonly Op[] {
  const known = [...new Set(rules.map(({ issuer }) => issuer))].join(', ');
  const unknown: Op = stopped(originOf(rules[0]!, `the token is of another issuer than ${known}`), 401, jwtReplies.issuerUnknown);
  const [only] = rules;
  if (rules.length === 1 && only !== undefined) return [...told(only), unknown];
  const first: Op = { op: 'switch', origin: unknown.origin, cases: [...rules.map((rule): Case => ({ match: not(missed(rule)), then: told(rule), origin: quiet(originOf(rule, '')) })), { match: always, then: [], origin: unknown.origin }] };
  return [first, ...[...rules].reverse().flatMap(told), unknown];
}

/** The first fault of the first place, from the last one on; a token of another issuer ends it without a word. */
function told(rule: IssuerSpec): readonly Op[] {
  const quietly = quiet(originOf(rule, ''));
  const cases = [...rule.places].reverse().flatMap((place) => faultsAt(rule, place).map(({ when, reply }): Case => {
    const match = every([presentAt(place), when]);
    return { match, then: reply === undefined ? [] : [stopped(originOf(rule, reply.note), reply.status, reply.body)], origin: quietly };
  }));
  return [{ op: 'switch', origin: quietly, cases: [...cases, { match: always, then: [], origin: quietly }] }];
}

function stopped(origin: Origin, status: number, body: string): Op {
  return { op: 'stop', verdict: { kind: 'answered', status, cause: 'token-rejected', body }, origin };
}

function originOf(rule: IssuerSpec, note: string): Origin {
  return originAt(rule, rule.issuer === '' ? 'any issuer' : `issuer ${rule.issuer}`, note);
}
