import { permissivePort } from '../../dialects/istio/policies/exemption.ts';
import { gatewayGroup, gatewayType, tunnelPort, useWaypointLabel } from '../../facts/gateway-api.ts';
import { waypointClass } from '../../facts/istio.ts';
import type { Edit } from '../../resource/edit.ts';
import type { Identity } from '../../resource/resource.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { ZtunnelInboundSpec } from './spec.ts';

/** Excepts one port from STRICT, admits the waypoint that passes requests on, or hands it a policy that asks for HTTP. */
export function mend(spec: ZtunnelInboundSpec, blocker: Blocked): readonly Proposal[] {
  if (blocker.cause === 'plaintext-refused') return exception(spec, blocker);
  return blocker.cause === 'policy-not-allowed' ? [...admission(spec, blocker), ...removal(spec)] : [];
}

function exception({ peers, workload, port, pod }: ZtunnelInboundSpec, { resource }: Blocked): readonly Proposal[] {
  const policy = peers.flat().find((each) => each.resource === resource);
  const path = policy?.groups.find((group) => group.path !== undefined && group.path.at(-2) === String(port))?.path ?? policy?.groups.at(-1)?.path;
  if (policy?.identity === undefined || path === undefined || workload === undefined || port === undefined) return [];
  const { namespace, name } = policy.identity;
  const own = workload.policy?.name === name && workload.policy.namespace === namespace;
  const edit = permissivePort(port, { of: policy.identity, path, scope: own ? 'workload' : 'namespace' }, workload);
  return [{ title: `let port ${port} of ${pod} accept connections outside the tunnel; every other port stays as it is`, certainty: 'proposed', edits: [edit] }];
}

function admission({ policies, waypoints }: ZtunnelInboundSpec, { request }: Blocked): readonly Proposal[] {
  const peer = request['session.peer'];
  const waypoint = waypoints.find(({ principals }) => typeof peer === 'string' && principals.includes(peer));
  const policy = policies.find(({ action, identity }) => action === 'ALLOW' && identity !== undefined);
  if (waypoint === undefined || typeof peer !== 'string' || policy?.identity === undefined) return [];
  const rule = { from: [{ source: { principals: [peer] } }] };
  return [{ title: `let ${policy.resource} also admit the waypoint ${waypoint.name}`, certainty: 'proposed', edits: [{ edit: 'insert', of: policy.identity, path: ['spec', 'rules'], at: policy.rules ?? 0, value: rule }] }];
}

/** A rule that ztunnel cannot read belongs to the waypoint of the Service, which reads policies with `targetRefs` only; where there is none, one is made. */
function removal({ policies, waypoints, services, principal }: ZtunnelInboundSpec): readonly Proposal[] {
  return policies.flatMap(({ action, identity, groups, rules = 0, selector, resource }): readonly Proposal[] => {
    const waypoint = waypoints.find(({ service }) => service !== undefined && service.split('/')[0] === identity?.namespace);
    const service = services?.find(({ namespace, name }) => namespace === identity?.namespace && (waypoint === undefined || waypoint.service === `${namespace}/${name}`));
    if (action !== 'ALLOW' || identity === undefined || groups.length === rules || selector === undefined || service === undefined) return [];
    const admitted = waypoint?.principals ?? [`${principal.split('/')[0] ?? ''}/ns/${identity.namespace ?? ''}/sa/waypoint`];
    const moved: readonly Edit[] = [{ edit: 'remove', of: identity, path: ['spec', 'selector'] }, { edit: 'set', of: identity, path: ['spec', 'targetRefs'], to: [{ group: '', kind: 'Service', name: service.name }] }, onlyWaypoint(identity, selector, admitted)];
    if (waypoint !== undefined) return [{ title: `let the waypoint ${waypoint.name} enforce ${resource} for Service ${service.name}: it reads HTTP`, certainty: 'proposed', edits: moved }];
    const asked: Edit = { edit: 'set', of: service, path: ['metadata', 'labels', useWaypointLabel], to: 'waypoint' };
    return [{ title: `give Service ${service.name} a waypoint, and let it enforce ${resource}: it reads HTTP`, certainty: 'proposed', edits: [newWaypoint(service, identity), asked, ...moved] }];
  });
}

/** What comes to the workload past the waypoint stays closed. */
function onlyWaypoint(policy: Identity, matchLabels: Readonly<Record<string, string>>, principals: readonly string[]): Edit {
  const { scope, type, namespace = '' } = policy;
  const [apiVersion, name] = ['security.istio.io/v1', `${policy.name}-waypoint`];
  const body = { apiVersion, kind: type, metadata: { name, namespace }, spec: { selector: { matchLabels }, rules: [{ from: [{ source: { principals } }] }] } };
  return { edit: 'add', resource: { scope, type, namespace, name, apiVersion, body }, after: policy };
}

/** istiod makes the waypoint's pods from its Gateway. */
function newWaypoint({ scope, namespace = '' }: Identity, after: Identity): Edit {
  const [apiVersion, name] = [`${gatewayGroup}/v1`, 'waypoint'];
  const body = { apiVersion, kind: 'Gateway', metadata: { name, namespace }, spec: { gatewayClassName: waypointClass, listeners: [{ name: 'mesh', port: tunnelPort, protocol: 'HBONE' }] } };
  return { edit: 'add', resource: { scope, type: gatewayType, namespace, name, apiVersion, body }, after };
}
