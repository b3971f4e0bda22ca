import { authorizerStatus, rbacDenied } from '../../facts/envoy.ts';
import { chains } from '../../dialects/istio/mesh/chain.ts';
import { inFilterOrder, matchOf, ruleName } from '../../dialects/istio/policies/rules.ts';
import { summary } from '../../dialects/istio/policies/words.ts';
import { always, every, never, type Match } from '../../ir/match.ts';
import type { Case, Op, Origin, Verdict } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { AuthorizerSpec, CustomPolicy, ProviderSpec } from './spec.ts';

/** Envoy's ext_authz filters: what a CUSTOM rule matches is asked of its authorizer, all else goes on unasked. */
export function lower(spec: AuthorizerSpec): Lowered {
  const title = `proxy of ${spec.pod}`;
  const plumbing: Origin = { resource: title, rule: `port ${spec.port}` };
  const filters = (http: boolean): readonly Op[] => spec.providers.flatMap((provider) => filter(spec, provider, http));
  const ops = chains(spec.protocol, filters(true), filters(false), plumbing);
  const own: readonly Op[] = spec.address === undefined || ops.length === 0 ? [] : [{ op: 'set', field: 'dst.address', to: { literal: spec.address }, origin: plumbing }];
  return { title, dialler: 'proxy', ops: [...own, ...ops] };
}

/** One switch for all rules of one authorizer; an authorizer that speaks HTTP is not asked about bytes. */
function filter(spec: AuthorizerSpec, provider: ProviderSpec, http: boolean): readonly Op[] {
  if (!http && provider.speaks === 'http' && provider.broken === undefined) return [];
  const policies = spec.policies.filter((policy) => policy.provider === provider.name);
  const [first] = policies;
  if (first === undefined) return [];
  const cases = inFilterOrder(policies).flatMap(({ policy, rule, index }): readonly Case[] => {
    const match = matchOf(spec, policy, rule, http, false) ?? never;
    if (match === never) return [];
    const says = origin(policy, index, rule.at);
    const what = summary(rule, http ? 'requests' : 'bytes');
    return [{ match, then: provider.broken === undefined ? asked(policy, provider, says, what, http) : [broken(provider, says, what, http)], origin: says }];
  });
  const otherwise = origin(first, undefined, undefined);
  return cases.length === 0 ? [] : [{ op: 'switch', cases: [...cases, { match: always, then: [], origin: otherwise }], origin: otherwise }];
}

/** What the authorizer says, and whether it can be asked at all, is known to a live system only. */
function asked(policy: CustomPolicy, provider: ProviderSpec, says: Origin, what: string, http: boolean): readonly Op[] {
  const { name, failOpen, statusOnError } = provider;
  const of = `CUSTOM policy ${policy.namespace}/${policy.name}`;
  const refused: Match = { unknown: { reason: `what the authorizer ${name} says, whom the ${of} asks`, ask: `ext_authz denies ${name}` } };
  const speechless: Match = { unknown: { reason: `whether the authorizer ${name} answers, whom the ${of} asks`, ask: `ext_authz fails ${name}` } };
  const no: Case = { match: http ? refused : bytes(provider, refused), then: [stopped(authorizerStatus, { ...says, note: `the authorizer ${name} says no (${what})` }, http)], origin: says };
  const error = failOpen === true || statusOnError === undefined || !http ? [] : [{ match: speechless, then: [stopped(statusOnError, { ...says, note: `the authorizer ${name} does not answer (statusOnError)` }, http)], origin: says }];
  const allowed: Case = { match: always, then: written(provider, says), origin: { ...says, note: `the authorizer ${name} allows it (${what})` } };
  return [{ op: 'switch', cases: [no, ...error, allowed], origin: says }];
}

/** Without the mesh config nobody knows whether the authorizer speaks gRPC; either way its no is not certain. */
function bytes({ name, speaks }: ProviderSpec, refused: Match): Match {
  return speaks !== undefined ? refused : every([{ unknown: { reason: `whether the authorizer ${name} speaks gRPC, and so is asked about bytes, is in no file` } }, refused]);
}

/** Headers by full names that an authorizer may have written; the rest of its names are patterns. */
function written({ name, writes }: ProviderSpec, says: Origin): readonly Op[] {
  return writes.filter((header) => !header.includes('*')).map((header): Op => ({ op: 'set', field: `header(${header})`, to: { unknown: `what the authorizer ${name} writes into ${header}` }, origin: says }));
}

/** istiod makes DENY rules of CUSTOM rules that nobody can be asked for (istio/istio, getBadCustomDenyRules). */
function broken(provider: ProviderSpec, says: Origin, what: string, http: boolean): Op {
  const verdict: Verdict = http ? { kind: 'answered', status: 403, cause: 'policy-provider-broken', body: rbacDenied } : { kind: 'reset', cause: 'policy-provider-broken' };
  return { op: 'stop', verdict, instead: [], origin: { ...says, rule: `${says.rule}-deny-due-to-bad-CUSTOM-action`, note: `${provider.broken ?? ''}, so what the rule matches is denied (${what})` } };
}

function stopped(status: number, says: Origin, http: boolean): Op {
  const verdict: Verdict = http ? { kind: 'answered', status, cause: 'authorizer-refused' } : { kind: 'reset', cause: 'authorizer-refused' };
  return { op: 'stop', verdict, instead: [], origin: says };
}

function origin(policy: CustomPolicy, index: number | undefined, at: Origin['at']): Origin {
  const place = at ?? policy.at;
  return {
    resource: `AuthorizationPolicy ${policy.namespace}/${policy.name}`,
    rule: index === undefined ? 'CUSTOM' : `istio-ext-authz-${policy.provider}-${ruleName(policy, index)}`,
    ...(index === undefined ? {} : { attribute: `spec.rules[${index}]` }),
    ...(place === undefined ? {} : { at: place }),
  };
}
