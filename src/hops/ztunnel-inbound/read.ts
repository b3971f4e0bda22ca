import { placeOf } from '../../dialects/kubernetes/origin.ts';
import { tunnelPort } from '../../facts/gateway-api.ts';
import { podNamed, waypointsBefore } from '../../dialects/istio/ambient/ambient.ts';
import { convertAuthorizationPolicy, type ZtunnelAuthorization } from '../../dialects/istio/ambient/ztunnel-authorization.ts';
import { unenforcedAt, type Unenforced } from '../../dialects/istio/ambient/layers.ts';
import { peerRulesFor, possibleLevels } from '../../dialects/istio/ambient/ztunnel-peers.ts';
import { policiesFor, selectorOf, selects } from '../../dialects/istio/policies/attachment.ts';
import { rulesOf } from '../../dialects/istio/policies/authorization.ts';
import { isPolicyRefused } from '../../dialects/istio/policies/refusals.ts';
import { workloadPlace } from '../../dialects/istio/policies/exemption.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { peerPoliciesFor } from '../../dialects/istio/policies/peer-authentication.ts';
import { meshAuthority, principalOf, proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { summary } from '../../dialects/istio/policies/words.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import { servicesSelecting } from '../../dialects/kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, nameOf, pathText, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { UnenforcedSpec, ZtunnelInboundSpec, ZtunnelPolicy } from './spec.ts';

/** Answers for every port of ambient pods, and for tunnels to them: `pod/NS/POD/15008/PORT`. */
export function read(estate: Estate): Opened<ZtunnelInboundSpec> {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [, namespace = '', name = '', number, target] = address.split('/');
      const pod = podNamed(estate, `${namespace}/${name}`);
      return pod === undefined || proxyOf(estate, pod) !== 'ambient' ? undefined : specOf(estate, mesh, pod, Number(number), target);
    },
  };
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, dialled: number, target: string | undefined): ZtunnelInboundSpec {
  const { rootNamespace } = mesh;
  const tunnel = dialled === tunnelPort;
  const port = tunnel ? (target === undefined ? undefined : Number(target)) : dialled;
  return {
    pod: `${pod.namespace}/${pod.name}`,
    way: tunnel ? 'tunnel' : 'plain',
    ...(port === undefined ? {} : { port }),
    principal: principalOf(mesh, pod),
    authority: meshAuthority(mesh),
    peers: peersOf(estate, mesh, pod),
    policies: policiesFor(estate, 'AuthorizationPolicy', pod, [rootNamespace, pod.namespace], rootNamespace).flatMap((policy) => policyOf(policy, rootNamespace)),
    waypoints: waypointsBefore(estate, mesh, pod).map(({ waypoint, principals, service }) => ({ name: `${waypoint.namespace}/${waypoint.name}`, principals, ...(service === undefined ? {} : { service: `${service.namespace}/${service.name}` }) })),
    unenforced: unenforcedAt(estate, mesh, pod).map(unenforced),
    workload: workloadPlace(estate, mesh, pod),
    services: servicesSelecting(estate, pod).map(({ resource }) => identityOf(resource)),
  };
}

/** Each different outcome once, whichever object is the oldest. */
function peersOf(estate: Estate, mesh: Mesh, pod: Pod): readonly (readonly ZtunnelPolicy[])[] {
  const outcomes = new Map<string, readonly ZtunnelPolicy[]>();
  for (const levels of possibleLevels(mesh.rootNamespace, peerPoliciesFor(estate, pod, mesh.rootNamespace))) {
    const rules = peerRulesFor(mesh.rootNamespace, levels).map(({ authorization, resource }) => specified(authorization, resource, () => 'no identity'));
    const key = JSON.stringify(rules.map(({ action, groups }) => [action, groups.map((group) => group.rules)]));
    if (!outcomes.has(key)) outcomes.set(key, rules);
  }
  return [...outcomes.values()];
}

function policyOf(policy: Resource, rootNamespace: string): readonly ZtunnelPolicy[] {
  const converted = convertAuthorizationPolicy(policy, rootNamespace);
  if ('none' in converted || isPolicyRefused(policy)) return [];
  const rules = rulesOf(policy);
  return [{ ...specified(converted.authorization, policy, (index) => summary(rules[index]!)), rules: rules.length, ...(selects(policy) ? { selector: selectorOf(policy) } : {}) }];
}

function specified({ name, namespace, action, groups }: ZtunnelAuthorization, resource: Resource, asks: (rule: number) => string): ZtunnelPolicy {
  const at = resource.locate(['spec', 'rules'], 'key') ?? resource.locate(['spec']);
  return {
    resource: nameOf(resource),
    name: `${namespace ?? ''}/${name}`,
    action,
    groups: groups.map(({ rules, path }) => {
      const place = resource.locate(path);
      return { rules, asks: asks(Number(path.at(-1))), attribute: pathText(path), path, ...(place === undefined ? {} : { at: place }) };
    }),
    identity: identityOf(resource),
    ...(at === undefined ? {} : { at }),
  };
}

function unenforced({ policy, path, why, unless }: Unenforced): UnenforcedSpec {
  return { ...placeOf(policy, path), why, ...(unless === undefined ? {} : { unless }) };
}
