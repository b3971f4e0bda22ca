import { jwtReplies } from '../../facts/envoy.ts';
import { chains } from '../../dialects/istio/chain.ts';
import type { Field } from '../../ir/field.ts';
import { all, always, is, not, present, type Match } from '../../ir/match.ts';
import type { Case, Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { IssuerSpec, TokenSpec } from './spec.ts';

/** Envoy's jwt_authn filter: no token passes, a token of a known issuer and audience becomes claims, any other is refused. */
export function lower(spec: TokenSpec): Lowered {
  const title = `proxy of ${spec.pod}`;
  const plumbing: Origin = { resource: title, rule: `port ${spec.port}` };
  return { title, dialler: 'proxy', ops: chains(spec.protocol, [filter(spec, plumbing)], [], plumbing) };
}

function filter(spec: TokenSpec, plumbing: Origin): Op {
  const passes = (match: Match): Case => ({ match, then: [], origin: plumbing });
  const cases = spec.rules.flatMap((rule): readonly Case[] => issuerCases(spec, rule));
  return { op: 'switch', origin: plumbing, cases: [passes(preflight), passes(not(present('token(present)'))), ...cases, unknownIssuer(spec)] };
}

/** A browser's question before a request of another site carries no token and is let through (Envoy, jwt_authn: bypass_cors_preflight). */
const preflight: Match = all(is('method', 'OPTIONS'), present('header(origin)'), present('header(access-control-request-method)'));

function issuerCases(spec: TokenSpec, rule: IssuerSpec): readonly Case[] {
  const { issuer, audiences, elsewhere } = rule;
  const says = originOf(rule, `the token of ${issuer} is taken`);
  const looked: readonly Match[] = elsewhere === undefined ? [] : [{ unknown: { reason: `the rule for ${issuer} looks for tokens in ${elsewhere}, and nobody says where the request carries its own` } }];
  const own = all(is('token(iss)', issuer), ...looked);
  const late: readonly Case[] = [untimely(rule, own, 'token(expired)', jwtReplies.expired, `the token of ${issuer} is expired`), untimely(rule, own, 'token(early)', jwtReplies.early, `the token of ${issuer} is not valid yet`)];
  const taken: Case = { match: audiences.length === 0 ? own : all(own, is('token(aud)', ...audiences.flatMap(spellings))), then: claimed(spec, rule), origin: says };
  if (audiences.length === 0) return [...late, taken];
  const refused = originOf(rule, `the token is for none of the audiences ${audiences.join(', ')}`);
  return [...late, taken, { match: own, then: [{ op: 'stop', verdict: { kind: 'answered', status: 403, cause: 'token-rejected', body: jwtReplies.audienceRefused }, origin: refused }], origin: quiet(refused) }];
}

/** The time is looked at before the audience (Envoy, jwt_authn: verifyTimeConstraint). */
function untimely(rule: IssuerSpec, own: Match, field: Field, body: string, note: string): Case {
  const says = originOf(rule, note);
  return { match: all(own, is(field, 'true')), then: [{ op: 'stop', verdict: { kind: 'answered', status: 401, cause: 'token-rejected', body }, origin: says }], origin: quiet(says) };
}

function unknownIssuer({ rules }: TokenSpec): Case {
  const issuers = [...new Set(rules.map(({ issuer }) => issuer))].join(', ');
  const says = originOf(rules[0]!, `the token is of another issuer than ${issuers}`);
  return { match: always, then: [{ op: 'stop', verdict: { kind: 'answered', status: 401, cause: 'token-rejected', body: jwtReplies.issuerUnknown }, origin: says }], origin: quiet(says) };
}

/** What the token says becomes what the proxy knows; then the token itself leaves the request, unless the rule forwards it. */
function claimed(spec: TokenSpec, rule: IssuerSpec): readonly Op[] {
  const plumbing = quiet(originOf(rule, ''));
  const copied = spec.claims.map((claim): Op => ({ op: 'set', field: `claim(${claim})`, to: { copy: `token(${claim})` }, origin: plumbing }));
  const headers = rule.headers.map(({ header, claim }): Op => ({ op: 'set', field: `header(${header})`, to: { copy: `claim(${claim})` }, origin: plumbing }));
  const payload: readonly Op[] = rule.payloadHeader === undefined ? [] : [{ op: 'set', field: `header(${rule.payloadHeader})`, to: { unknown: 'the payload of the token' }, origin: plumbing }];
  const removed: readonly Op[] = rule.forwards ? [] : [{ op: 'set', field: 'token(present)', to: { absent: true }, origin: plumbing }];
  return [...copied, ...headers, ...payload, ...removed];
}

/** Envoy compares audiences without scheme and without the slash at the end (Envoy, jwt_authn; jwt_verify_lib, check_audience). */
function spellings(audience: string): readonly string[] {
  const bare = audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return ['', 'http://', 'https://'].flatMap((scheme) => [`${scheme}${bare}`, `${scheme}${bare}/`]);
}

function originOf(rule: IssuerSpec, note: string): Origin {
  return {
    resource: rule.resource,
    rule: `issuer ${rule.issuer}`,
    note,
    ...(rule.attribute === undefined ? {} : { attribute: rule.attribute }),
    ...(rule.at === undefined ? {} : { at: rule.at }),
  };
}

function quiet({ note: _note, ...rest }: Origin): Origin {
  return rest;
}
