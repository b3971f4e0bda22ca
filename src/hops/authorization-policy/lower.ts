import { rbacDenied } from '../../facts/envoy.ts';
import { chains } from '../../dialects/istio/mesh/chain.ts';
import { inFilterOrder, matchOf, ruleName, type RuleSpec } from '../../dialects/istio/policies/rules.ts';
import { summary } from '../../dialects/istio/policies/words.ts';
import { always, never, type Match } from '../../ir/match.ts';
import type { Cause } from '../../ir/cause.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin, Verdict } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { AuthorizationSpec, DecidingPolicy } from './spec.ts';

/** Envoy's RBAC filters in their order: DENY, then ALLOW; as HTTP filters, and as network filters where only bytes are seen. */
export function lower(spec: AuthorizationSpec): Lowered {
  const title = `proxy of ${spec.pod}`;
  const plumbing: Origin = { resource: title, rule: `port ${spec.port}` };
  const ops = chains(spec.protocol, filters(spec, true), filters(spec, false), plumbing);
  return { title, dialler: 'proxy', ops: ops.length === 0 ? [] : [...destination(spec, plumbing), ...ops] };
}

function filters(spec: AuthorizationSpec, http: boolean): readonly Op[] {
  const of = (action: DecidingPolicy['action']): readonly DecidingPolicy[] => spec.policies.filter((policy) => policy.action === action);
  return [...deny(spec, of('DENY'), http), ...allow(spec, of('ALLOW'), http)];
}

/** What `destination.ip` sees is the pod's address, whatever the client dialled. */
function destination({ address }: AuthorizationSpec, origin: Origin): readonly Op[] {
  return address === undefined ? [] : [{ op: 'set', field: 'dst.address', to: { literal: address }, origin }];
}

/** One switch for all rules that deny; what none of them takes goes on. */
function deny(spec: AuthorizationSpec, policies: readonly DecidingPolicy[], http: boolean): readonly Op[] {
  const [first] = policies;
  if (first === undefined) return [];
  const cases = ruleCases(spec, policies, http, (policy, rule, match, index) => {
    const says = origin(policy, { rule, index }, `the DENY rule ${index + 1} matches (${summary(rule, http ? 'requests' : 'bytes')})`);
    return { match, then: [denied(says, http, 'policy-denied')], origin: quiet(says) };
  });
  return [either(cases, { match: always, then: [], origin: quiet(origin(first)) })];
}

function allow(spec: AuthorizationSpec, policies: readonly DecidingPolicy[], http: boolean): readonly Op[] {
  const [first, ...others] = policies;
  if (first === undefined) return [];
  const cases = ruleCases(spec, policies, http, (policy, rule, match, index) => ({
    match,
    then: [],
    origin: origin(policy, { rule, index }, `the ALLOW rule ${index + 1} matches (${summary(rule)})`),
  }));
  const elsewhere = others.map(({ namespace, name }) => `, nor one of ${namespace}/${name}`);
  const note = `no ALLOW rule matches${elsewhere.join('')}`;
  const says: Origin = { ...origin(first, undefined, note), rule: 'no ALLOW rule matched', attribute: 'spec.rules' };
  return [either(cases, { match: always, then: [denied(says, http, 'policy-not-allowed')], origin: quiet(says) })];
}

function ruleCases(spec: AuthorizationSpec, policies: readonly DecidingPolicy[], http: boolean, made: (policy: DecidingPolicy, rule: RuleSpec, match: Match, index: number) => Case): readonly Case[] {
  return inFilterOrder(policies).flatMap(({ policy, rule, index }) => {
    const match = matchOf(spec, policy, rule, http, policy.action === 'ALLOW') ?? never;
    return match === never ? [] : [made(policy, rule, match, index)];
  });
}

/** HTTP is answered; a connection that carries bytes is closed when its first ones come. */
function denied(says: Origin, http: boolean, cause: Cause): Op {
  const verdict: Verdict = http ? { kind: 'answered', status: 403, cause, body: rbacDenied } : { kind: 'reset', cause };
  return { op: 'stop', verdict, instead: [], origin: says };
}

function either(cases: readonly Case[], otherwise: Case): Op {
  return { op: 'switch', cases: [...cases, otherwise], origin: otherwise.origin };
}

function origin(policy: DecidingPolicy, at?: { readonly rule: RuleSpec; readonly index: number }, note?: string): Origin {
  const place = at?.rule.at ?? policy.at;
  return {
    resource: `AuthorizationPolicy ${policy.namespace}/${policy.name}`,
    rule: at === undefined ? policy.action : ruleName(policy, at.index),
    ...(at === undefined ? {} : { attribute: `spec.rules[${at.index}]` }),
    ...(place === undefined ? {} : { at: place }),
    ...(note === undefined ? {} : { note }),
  };
}
