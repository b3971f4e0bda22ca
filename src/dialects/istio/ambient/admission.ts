import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { waypointsBefore, type WaypointBefore } from './ambient.ts';
import { convertAuthorizationPolicy, type Clause, type ServiceAccount, type StringMatch, type ZtunnelAuthorization, type ZtunnelMatch } from './ztunnel-authorization.ts';
import { policiesFor } from '../policies/attachment.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** A waypoint whose identity the policies of a pod behind it do not let in. */
export interface NotAdmitted {
  readonly before: WaypointBefore;
  /** A policy that denies it, or the first one that allows others. */
  readonly policy: Resource;
  readonly action: 'ALLOW' | 'DENY';
}

/** The waypoints of a pod that its ztunnel refuses: nothing that they pass on arrives. */
export function waypointsRefused(estate: Estate, mesh: Mesh, pod: Pod): readonly NotAdmitted[] {
  const before = waypointsBefore(estate, mesh, pod).filter(({ principals }) => principals.length > 0);
  if (before.length === 0) return [];
  const converted = policiesFor(estate, 'AuthorizationPolicy', pod, [mesh.rootNamespace, pod.namespace], mesh.rootNamespace).flatMap((policy) => {
    const made = convertAuthorizationPolicy(policy, mesh.rootNamespace);
    return 'none' in made ? [] : [{ policy, authorization: made.authorization }];
  });
  const of = (action: 'ALLOW' | 'DENY'): typeof converted => converted.filter(({ authorization }) => authorization.action === action);
  return before.flatMap((each): readonly NotAdmitted[] => {
    const denying = of('DENY').find(({ authorization }) => each.principals.every((principal) => takes(authorization, principal, 'surely')));
    if (denying !== undefined) return [{ before: each, policy: denying.policy, action: 'DENY' }];
    const [first] = of('ALLOW');
    if (first === undefined || of('ALLOW').some(({ authorization }) => each.principals.some((principal) => takes(authorization, principal, 'perhaps')))) return [];
    return [{ before: each, policy: first.policy, action: 'ALLOW' }];
  });
}

/** Whether a rule takes connections with that identity: whatever else it asks for, or only if it asks for nothing else. */
function takes({ groups }: ZtunnelAuthorization, principal: string, how: 'surely' | 'perhaps'): boolean {
  return groups.some(({ rules }) => rules.every((clause) => holds(clause, principal, how)));
}

function holds({ matches }: Clause, principal: string, how: 'surely' | 'perhaps'): boolean {
  return matches.length === 0 || matches.some((match) => Object.keys(match).length > 0 && identity(match, principal) && (how === 'perhaps' || Object.keys(match).every((name) => ofIdentity.has(name))));
}

const ofIdentity: ReadonlySet<string> = new Set(['namespaces', 'notNamespaces', 'principals', 'notPrincipals', 'serviceAccounts', 'notServiceAccounts']);

function identity(match: ZtunnelMatch, principal: string): boolean {
  const [, , namespace = '', , account = ''] = principal.split('/');
  const named = ({ namespace: of, serviceAccount }: ServiceAccount): boolean => of === namespace && serviceAccount === account;
  return (
    both(match.namespaces, match.notNamespaces, (value) => meets(value, namespace)) &&
    both(match.principals, match.notPrincipals, (value) => meets(value, principal)) &&
    both(match.serviceAccounts, match.notServiceAccounts, named)
  );
}

function both<Value>(wanted: readonly Value[] = [], unwanted: readonly Value[] = [], test: (value: Value) => boolean): boolean {
  return (wanted.length === 0 || wanted.some(test)) && !unwanted.some(test);
}

function meets(value: StringMatch, text: string): boolean {
  if ('presence' in value) return text !== '';
  if ('exact' in value) return text === value.exact;
  return 'prefix' in value ? text.startsWith(value.prefix) : text.endsWith(value.suffix);
}
