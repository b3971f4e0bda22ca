import type { Resource, Json, Path } from '../../../resource/resource.ts';
import { valueAt } from '../../../resource/resource.ts';
import { list, record, text, words } from '../../kubernetes/fields.ts';

/** One field of a rule: some values, and values that must not be. */
export interface Condition {
  /** What is compared, by the name a `when` would use: `source.principal`, `request.headers[x-user]`; also `host`, `method`, `path`. */
  readonly attribute: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
  /** Where the values stand in the policy: `spec.rules[0].to[0].operation.methods`. */
  readonly path: Path;
}

/** All of one alternative's conditions hold, or it does not match. */
export type Alternative = readonly Condition[];

export interface AuthorizationRule {
  /** Empty: from anywhere. */
  readonly from: readonly Alternative[];
  /** Empty: to anything. */
  readonly to: readonly Alternative[];
  readonly when: readonly Condition[];
  readonly path: Path;
}

/** The rules of an AuthorizationPolicy as written. A policy without rules matches nothing. */
export function rulesOf(policy: Resource): readonly AuthorizationRule[] {
  return list(valueAt(policy.body, ['spec', 'rules'])).map((value, index): AuthorizationRule => {
    const path: Path = ['spec', 'rules', index];
    const rule = record(value);
    return {
      path,
      from: list(rule['from']).map((from, at) => alternative(record(from)['source'], sourceFields, [...path, 'from', at, 'source'])),
      to: list(rule['to']).map((to, at) => alternative(record(to)['operation'], operationFields, [...path, 'to', at, 'operation'])),
      when: list(rule['when']).map((when, at) => condition(record(when), [...path, 'when', at])),
    };
  });
}

/** Every condition of a rule, in whatever alternative. */
export function conditionsOf(rule: AuthorizationRule): readonly Condition[] {
  return [...rule.from.flat(), ...rule.to.flat(), ...rule.when];
}

/** The claims of a token that these conditions look at, by dotted name. */
export function claimsOf(conditions: readonly Condition[]): readonly string[] {
  const claims = conditions.flatMap(({ attribute }): readonly string[] => {
    if (attribute === 'request.auth.principal') return ['iss', 'sub'];
    if (attribute === 'request.auth.audiences') return ['aud'];
    if (attribute === 'request.auth.presenter') return ['azp'];
    return claimOf(attribute) ?? [];
  });
  return [...new Set(claims)].sort();
}

/** `request.auth.claims[a][b]` is the claim `a.b`; undefined for other attributes. */
export function claimOf(attribute: string): [string] | undefined {
  if (!attribute.startsWith('request.auth.claims[')) return undefined;
  const names = [...attribute.matchAll(/\[([^[\]]+)\]/g)].map(([, name]) => name!);
  return names.length === 0 ? undefined : [names.join('.')];
}

/** The header that `request.headers[X-User]` looks at, in lower case. */
export function headerOf(attribute: string): string | undefined {
  return /^request\.headers\[([^[\]]+)\]$/.exec(attribute)?.[1]?.toLowerCase();
}

/** Whether only a proxy that reads requests can see what a condition is about. */
export function httpOnly(attribute: string): boolean {
  return attribute === 'host' || attribute === 'method' || attribute === 'path' || attribute.startsWith('request.');
}

/** Fields of `source` and `operation`, with the attribute each compares; `notX` stands beside each `x`. */
const sourceFields = [
  ['principals', 'notPrincipals', 'source.principal'],
  ['requestPrincipals', 'notRequestPrincipals', 'request.auth.principal'],
  ['namespaces', 'notNamespaces', 'source.namespace'],
  ['serviceAccounts', 'notServiceAccounts', 'source.serviceAccount'],
  ['trustDomains', 'notTrustDomains', 'source.trustDomain'],
  ['remoteIpBlocks', 'notRemoteIpBlocks', 'remote.ip'],
  ['ipBlocks', 'notIpBlocks', 'source.ip'],
] as const;

const operationFields = [
  ['hosts', 'notHosts', 'host'],
  ['methods', 'notMethods', 'method'],
  ['paths', 'notPaths', 'path'],
  ['ports', 'notPorts', 'destination.port'],
] as const;

function alternative(value: Json | undefined, fields: readonly (readonly [string, string, string])[], path: Path): Alternative {
  const written = record(value);
  return fields.flatMap(([field, not, attribute]): readonly Condition[] => {
    const [values, notValues] = [words(written[field]), words(written[not])];
    if (values.length === 0 && notValues.length === 0) return [];
    return [{ attribute, values, notValues, path: [...path, values.length > 0 ? field : not] }];
  });
}

function condition(when: { readonly [key: string]: Json }, path: Path): Condition {
  return { attribute: text(when['key']) ?? '', values: words(when['values']), notValues: words(when['notValues']), path: [...path, 'values'] };
}
