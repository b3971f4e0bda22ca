import { gatewayNameLabel } from '../../../facts/istio.ts';
import type { Estate } from '../../../resource/estate.ts';
import { nameOf, type Path, type Resource } from '../../../resource/resource.ts';
import { list, record, text } from '../../kubernetes/fields.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { servicesSelecting, type Service } from '../../kubernetes/services.ts';
import { waypointsBefore, type WaypointBefore } from './ambient.ts';
import { convertAuthorizationPolicy, targetsSomething, type Clause, type HttpRule, type ZtunnelAuthorization } from './ztunnel-authorization.ts';
import { serviceWaypoint } from './waypoints.ts';
import { attaches, policiesFor } from '../policies/attachment.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** Something that a policy asks for and that ztunnel does not do for a pod. */
export interface Unenforced {
  readonly concern:
    /** A rule asks for what only an HTTP proxy sees. */
    | 'http-rule-at-ztunnel'
    /** ztunnel knows ALLOW and DENY only, and no tokens. */
    | 'policy-unknown-to-ztunnel'
    /** `targetRefs` names a Service that has no waypoint. */
    | 'target-without-waypoint'
    /** A waypoint enforces it, for connections that come through it. */
    | 'enforced-at-waypoint';
  readonly policy: Resource;
  readonly path: Path;
  /** What becomes of it, as a sentence about the policy. */
  readonly why: string;
  /** Identities of the waypoint that does it: what comes from there has been through it. */
  readonly unless?: readonly string[];
}

/** What the policies that mean an ambient pod ask for in vain at its ztunnel. */
export function unenforcedAt(estate: Estate, mesh: Mesh, pod: Pod): readonly Unenforced[] {
  const { rootNamespace } = mesh;
  const before = waypointsBefore(estate, mesh, pod);
  const attached = (type: string): readonly Resource[] => policiesFor(estate, type, pod, [rootNamespace, pod.namespace], rootNamespace);
  return [
    ...attached('AuthorizationPolicy').flatMap((policy) => atZtunnel(policy, rootNamespace, before)),
    ...attached('RequestAuthentication').map((policy): Unenforced => ({
      concern: 'policy-unknown-to-ztunnel',
      policy,
      path: ['spec'],
      why: `ztunnel reads no tokens${ignoredBy(before)}: nothing enforces ${nameOf(policy)}`,
    })),
    ...['AuthorizationPolicy', 'RequestAuthentication'].flatMap((type) => targeted(estate, mesh, pod, type, before)),
  ];
}

function atZtunnel(policy: Resource, rootNamespace: string, before: readonly WaypointBefore[]): readonly Unenforced[] {
  const converted = convertAuthorizationPolicy(policy, rootNamespace);
  if ('authorization' in converted) return converted.http.map((rule) => ({ concern: 'http-rule-at-ztunnel', policy, path: rule.path, why: `${becomes(converted.authorization, rule)}${ignoredBy(before)}` }));
  if (converted.none !== 'action') return [];
  return [{ concern: 'policy-unknown-to-ztunnel', policy, path: ['spec', 'action'], why: `ztunnel knows no ${converted.action}${ignoredBy(before)}: nothing enforces ${nameOf(policy)}` }];
}

/** What ztunnel makes of a rule that asks for something that it cannot see. */
function becomes({ action, groups }: ZtunnelAuthorization, { path, fields }: HttpRule): string {
  const rule = `rule ${Number(path.at(-1)) + 1} asks for ${fields.join(', ')}, and ztunnel reads no HTTP`;
  if (action === 'ALLOW') return `${rule}: as an ALLOW rule it allows nothing`;
  const group = groups.find((each) => each.path === path);
  return group?.rules.some(asksNothing) === true ? `${rule}: of the DENY rule too little is left to match anything, so it denies nothing` : `${rule}: the DENY rule goes by the rest alone, and denies more than is written`;
}

/** ztunnel takes such a clause for one that never matches (istio/ztunnel, src/rbac, empty clause). */
export function asksNothing({ matches }: Clause): boolean {
  return matches.length > 0 && matches.every((match) => Object.keys(match).length === 0);
}

function ignoredBy(before: readonly WaypointBefore[]): string {
  const names = [...new Set(before.map(({ waypoint }) => `${waypoint.namespace}/${waypoint.name}`))];
  return names.length === 0 ? '' : `, and the waypoint ${names.join(' and ')} heeds only policies with targetRefs`;
}

/** Policies with `targetRefs` that are about this pod's Services or its waypoint. */
function targeted(estate: Estate, mesh: Mesh, pod: Pod, type: string, before: readonly WaypointBefore[]): readonly Unenforced[] {
  const namespaces = [...new Set([mesh.rootNamespace, pod.namespace, ...before.map(({ waypoint }) => waypoint.namespace)])];
  const bare = servicesSelecting(estate, pod).filter((service) => !before.some((each) => each.service === service));
  return namespaces.flatMap((namespace) => estate.ofType(type, namespace)).filter(targetsSomething).flatMap((policy): readonly Unenforced[] => {
    const through = before.filter(({ waypoint, service }) => attaches(policy, { namespace: waypoint.namespace, labels: { [gatewayNameLabel]: waypoint.name }, waypointFor: service === undefined ? [] : [service] }, mesh.rootNamespace));
    const [first] = through;
    const common = { policy, path: ['spec', 'targetRefs'] } as const;
    if (first !== undefined) {
      const why = `the waypoint ${first.waypoint.namespace}/${first.waypoint.name} enforces it, and this connection does not come from there: nothing enforces ${nameOf(policy)} for it`;
      return [{ ...common, concern: 'enforced-at-waypoint', why, unless: through.flatMap(({ principals }) => principals) }];
    }
    return bare.filter((service) => namesService(policy, service)).map((service): Unenforced => ({ ...common, concern: 'target-without-waypoint', why: `${nameOf(service.resource)} has no waypoint${because(estate, service)}: nothing enforces ${nameOf(policy)}` }));
  });
}

function namesService(policy: Resource, { namespace, name }: Service): boolean {
  const { targetRefs, targetRef } = record(policy.body['spec']);
  const references = [...list(targetRefs), ...(targetRef === undefined ? [] : [targetRef])].map(record);
  return policy.namespace === namespace && references.some((reference) => text(reference['kind']) === 'Service' && text(reference['name']) === name);
}

function because(estate: Estate, service: Service): string {
  const binding = serviceWaypoint(estate, service);
  return binding !== undefined && 'none' in binding ? ` (${binding.none})` : '';
}
