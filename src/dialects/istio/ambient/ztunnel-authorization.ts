import { blockOf } from '../../../ir/address.ts';
import { pathText, type Path, type Resource } from '../../../resource/resource.ts';
import { record } from '../../kubernetes/fields.ts';
import { selects } from '../policies/attachment.ts';
import { rulesOf, type Alternative, type AuthorizationRule, type Condition } from '../policies/authorization.ts';
import { actionOf, isDryRun } from '../policies/rules.ts';

/** A rule set as istiod hands it to ztunnel: some group matches where all its clauses do (istio/istio, workloadapi/security). */
export interface ZtunnelAuthorization {
  readonly name: string;
  /** Absent: the policy has none. */
  readonly namespace?: string;
  readonly scope: 'GLOBAL' | 'NAMESPACE' | 'WORKLOAD_SELECTOR';
  readonly action: 'ALLOW' | 'DENY';
  readonly groups: readonly Group[];
}

export interface Group {
  readonly rules: readonly Clause[];
  /** The rule it is made from. */
  readonly path: Path;
}

/** One of the matches has to hold. */
export interface Clause {
  readonly matches: readonly ZtunnelMatch[];
}

/** What ztunnel can look at. Everything in it has to hold, and of each list one member. */
export interface ZtunnelMatch {
  readonly namespaces?: readonly StringMatch[];
  readonly notNamespaces?: readonly StringMatch[];
  readonly principals?: readonly StringMatch[];
  readonly notPrincipals?: readonly StringMatch[];
  readonly serviceAccounts?: readonly ServiceAccount[];
  readonly notServiceAccounts?: readonly ServiceAccount[];
  /** CIDR blocks. */
  readonly sourceIps?: readonly string[];
  readonly notSourceIps?: readonly string[];
  readonly destinationIps?: readonly string[];
  readonly notDestinationIps?: readonly string[];
  readonly destinationPorts?: readonly number[];
  readonly notDestinationPorts?: readonly number[];
}

export type StringMatch = { readonly exact: string } | { readonly prefix: string } | { readonly suffix: string } | { readonly presence: Record<string, never> };

export interface ServiceAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A rule that asks for something that only an HTTP proxy sees. */
export interface HttpRule {
  readonly path: Path;
  /** As the policy writes them: `methods`, `request.headers[x-user]`. */
  readonly fields: readonly string[];
}

export type Converted =
  | { readonly authorization: ZtunnelAuthorization; readonly http: readonly HttpRule[] }
  /** ztunnel never hears of the policy. `waypoint`: it is meant for one. */
  | { readonly none: 'waypoint' | 'action' | 'dry-run'; readonly action: string };

/** An AuthorizationPolicy as ztunnel gets it (istio/istio, controller/ambient, convertAuthorizationPolicy). */
export function convertAuthorizationPolicy(policy: Resource, rootNamespace: string): Converted {
  const action = actionOf(policy);
  if (targetsSomething(policy)) return { none: 'waypoint', action };
  if (action !== 'ALLOW' && action !== 'DENY') return { none: 'action', action };
  // Only istiod's AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY sends it, for ztunnel to log.
  if (isDryRun(policy)) return { none: 'dry-run', action };
  const rules = rulesOf(policy).map((rule) => ({ rule, http: httpFields(rule) }));
  const kept = rules.filter(({ http }) => action === 'DENY' || http.length === 0);
  const { name, namespace } = policy;
  return {
    authorization: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      scope: selects(policy) ? 'WORKLOAD_SELECTOR' : namespace === rootNamespace ? 'GLOBAL' : 'NAMESPACE',
      action,
      groups: kept.map(({ rule }) => groupOf(rule, namespace ?? '')),
    },
    http: rules.filter(({ http }) => http.length > 0).map(({ rule, http }) => ({ path: rule.path, fields: http })),
  };
}

/** Whether a policy is for what `targetRefs` names: then it is a waypoint's or a gateway's, and ztunnel has no part in it. */
export function targetsSomething(policy: Resource): boolean {
  const { targetRefs, targetRef } = record(policy.body['spec']);
  return (Array.isArray(targetRefs) && targetRefs.length > 0) || (targetRef !== undefined && targetRef !== null);
}

/** What ztunnel cannot see, by the names that the policy uses. */
export function httpFields(rule: AuthorizationRule): readonly string[] {
  const asked = [...rule.to.flat(), ...rule.from.flat()].filter(({ attribute }) => unseen.has(attribute));
  const when = rule.when.filter(({ attribute }) => !seenInWhen.has(attribute)).map(({ attribute }) => attribute);
  return [...new Set([...asked.map(({ path }) => pathText(path).split('.').at(-1)!), ...when])];
}

const unseen: ReadonlySet<string> = new Set(['host', 'method', 'path', 'remote.ip', 'request.auth.principal']);
const seenInWhen: ReadonlySet<string> = new Set(['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port']);

/** `to` and `from` are a clause each, and every `when` one of its own; one that asks for nothing that ztunnel sees stays, empty. */
function groupOf({ to, from, when, path }: AuthorizationRule, namespace: string): Group {
  const clause = (alternatives: readonly Alternative[]): readonly Clause[] => (alternatives.length === 0 ? [] : [{ matches: alternatives.map((each) => matchOf(each, namespace)) }]);
  return { path, rules: [...clause(to), ...clause(from), ...when.map((condition) => ({ matches: [seenInWhen.has(condition.attribute) ? matchOf([condition], namespace) : {}] }))] };
}

function matchOf(conditions: Alternative, namespace: string): ZtunnelMatch {
  let match: ZtunnelMatch = {};
  for (const condition of conditions) match = { ...match, ...lists(condition, namespace) };
  return match;
}

function lists({ attribute, values, notValues }: Condition, namespace: string): ZtunnelMatch {
  switch (attribute) {
    case 'source.namespace':
      return { ...some('namespaces', values.map(stringMatch)), ...some('notNamespaces', notValues.map(stringMatch)) };
    case 'source.principal':
      return { ...some('principals', values.map(stringMatch)), ...some('notPrincipals', notValues.map(stringMatch)) };
    case 'source.serviceAccount':
      return { ...some('serviceAccounts', values.map((value) => account(value, namespace))), ...some('notServiceAccounts', notValues.map((value) => account(value, namespace))) };
    case 'source.ip':
      return { ...some('sourceIps', values.flatMap(block)), ...some('notSourceIps', notValues.flatMap(block)) };
    case 'destination.ip':
      return { ...some('destinationIps', values.flatMap(block)), ...some('notDestinationIps', notValues.flatMap(block)) };
    case 'destination.port':
      return { ...some('destinationPorts', values.flatMap(port)), ...some('notDestinationPorts', notValues.flatMap(port)) };
    default:
      return {};
  }
}

function some<Name extends keyof ZtunnelMatch>(name: Name, members: ZtunnelMatch[Name] & readonly unknown[]): ZtunnelMatch {
  return members.length === 0 ? {} : { [name]: members };
}

function stringMatch(value: string): StringMatch {
  if (value === '*') return { presence: {} };
  if (value.startsWith('*')) return { suffix: value.slice(1) };
  return value.endsWith('*') ? { prefix: value.slice(0, -1) } : { exact: value };
}

/** `NS/NAME`, or `NAME` in the policy's own namespace. */
function account(value: string, own: string): ServiceAccount {
  const slash = value.indexOf('/');
  return slash < 0 ? { namespace: own, serviceAccount: value } : { namespace: value.slice(0, slash), serviceAccount: value.slice(slash + 1) };
}

/** What is no address is left out. */
function block(value: string): readonly string[] {
  if (blockOf(value) === undefined) return [];
  return [value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`];
}

function port(value: string): readonly number[] {
  return /^\d+$/.test(value) && Number(value) <= 65535 ? [Number(value)] : [];
}
