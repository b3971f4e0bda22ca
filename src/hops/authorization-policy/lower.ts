import { rbacDenied } from '../../facts/envoy.ts';
import { chains } from '../../dialects/istio/chain.ts';
import { all, always, never, type Match } from '../../ir/match.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Case, Op, Origin, Verdict } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import { matchOf, ruleName, summary } from './rule.ts';
import type { AuthorizationSpec, PolicySpec, RuleSpec } from './spec.ts';

/** Envoy's RBAC filters in their order: CUSTOM, DENY, ALLOW; as HTTP filters, and as network filters where only bytes are seen. */
export function lower(spec: AuthorizationSpec): Lowered {
  const title = `proxy of ${spec.pod}`;
  const plumbing: Origin = { resource: title, rule: `port ${spec.port}` };
  const ops = chains(spec.protocol, filters(spec, true), filters(spec, false), plumbing);
  return { title, dialler: 'proxy', ops: ops.length === 0 ? [] : [...destination(spec, plumbing), ...ops] };
}

function filters(spec: AuthorizationSpec, http: boolean): readonly Op[] {
  const of = (action: PolicySpec['action']): readonly PolicySpec[] => spec.policies.filter((policy) => policy.action === action);
  return [...custom(spec, of('CUSTOM'), http), ...deny(spec, of('DENY'), http), ...allow(spec, of('ALLOW'), http)];
}

/** What `destination.ip` sees is the pod's address, whatever the client dialled. */
function destination(spec: AuthorizationSpec, origin: Origin): readonly Op[] {
  const asked = spec.policies.some(({ rules }) => rules.some(({ to, when }) => [...to.flat(), ...when].some(({ attribute }) => attribute === 'destination.ip')));
  if (!asked) return [];
  return [{ op: 'set', field: 'dst.address', to: spec.address === undefined ? { unknown: `the address of pod ${spec.pod}` } : { literal: spec.address }, origin }];
}

/** Two authorizers at one workload, or one that the mesh does not know: istiod denies everything rather than choose. */
function custom(spec: AuthorizationSpec, policies: readonly PolicySpec[], http: boolean): readonly Op[] {
  const [first] = policies;
  if (first === undefined) return [];
  const names = [...new Set(policies.map(({ provider }) => provider?.name ?? ''))];
  const missing = policies.find(({ provider }) => provider === undefined || provider.missing === true);
  if (names.length > 1 || missing !== undefined) {
    const why = missing === undefined ? `two authorizers (${names.join(', ')}) stand at one workload` : `the mesh has no authorizer ${missing.provider?.name ?? ''}`;
    return [denied(origin(missing ?? first, undefined, `${why}, so everything is denied`), http, 'policy-provider-broken')];
  }
  const cases = ruleCases(spec, policies, http, (policy, rule, match, index) => {
    const name = policy.provider?.name ?? '';
    const says = origin(policy, { rule, index }, `the authorizer ${name} says no`);
    return { match: all(match, { unknown: { reason: `the authorizer ${name} decides`, ask: `ext_authz denies ${name}` } }), then: [denied(says, http, 'policy-denied')], origin: quiet(says) };
  });
  return [either(cases, { match: always, then: [], origin: quiet(origin(first)) })];
}

function deny(spec: AuthorizationSpec, policies: readonly PolicySpec[], http: boolean): readonly Op[] {
  const [first] = policies;
  if (first === undefined) return [];
  const cases = ruleCases(spec, policies, http, (policy, rule, match, index) => {
    const says = origin(policy, { rule, index }, `the DENY rule ${index + 1} matches (${summary(rule)})`);
    return { match, then: [denied(says, http, 'policy-denied')], origin: quiet(says) };
  });
  return [either(cases, { match: always, then: [], origin: quiet(origin(first)) })];
}

function allow(spec: AuthorizationSpec, policies: readonly PolicySpec[], http: boolean): readonly Op[] {
  const [first, ...others] = policies;
  if (first === undefined) return [];
  const cases = ruleCases(spec, policies, http, (policy, rule, match, index) => ({
    match,
    then: [],
    origin: origin(policy, { rule, index }, `the ALLOW rule ${index + 1} matches (${summary(rule)})`),
  }));
  const note = others.length === 0 ? 'no ALLOW rule matches' : `no ALLOW rule matches, here or in ${others.map(({ namespace, name }) => `${namespace}/${name}`).join(', ')}`;
  const says: Origin = { ...origin(first, undefined, note), rule: 'no ALLOW rule matched', attribute: 'spec.rules' };
  return [either(cases, { match: always, then: [denied(says, http, 'policy-not-allowed')], origin: quiet(says) })];
}

function ruleCases(spec: AuthorizationSpec, policies: readonly PolicySpec[], http: boolean, made: (policy: PolicySpec, rule: RuleSpec, match: Match, index: number) => Case): readonly Case[] {
  return policies.flatMap((policy) =>
    policy.rules.flatMap((rule, index) => {
      const match = matchOf(spec, policy, rule, http) ?? never;
      return match === never ? [] : [made(policy, rule, match, index)];
    }),
  );
}

/** HTTP is answered; a connection that carries bytes is closed when its first ones come. */
function denied(says: Origin, http: boolean, cause: Cause): Op {
  const verdict: Verdict = http ? { kind: 'answered', status: 403, cause, body: rbacDenied } : { kind: 'reset', cause };
  return { op: 'stop', verdict, instead: [], origin: says };
}

function either(cases: readonly Case[], otherwise: Case): Op {
  return { op: 'switch', cases: [...cases, otherwise], origin: otherwise.origin };
}

function origin(policy: PolicySpec, at?: { readonly rule: RuleSpec; readonly index: number }, note?: string): Origin {
  const place = at?.rule.at ?? policy.at;
  return {
    resource: `AuthorizationPolicy ${policy.namespace}/${policy.name}`,
    rule: at === undefined ? policy.action : ruleName(policy, at.index),
    ...(at === undefined ? {} : { attribute: `spec.rules[${at.index}]` }),
    ...(place === undefined ? {} : { at: place }),
    ...(note === undefined ? {} : { note }),
  };
}

function quiet({ note: _note, ...rest }: Origin): Origin {
  return rest;
}
