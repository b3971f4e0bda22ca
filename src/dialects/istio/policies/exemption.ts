import type { Edit, NewResource } from '../../../resource/edit.ts';
import { identityOf, type Identity, type Path } from '../../../resource/resource.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { selects } from './attachment.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { inCreationOrder } from '../mesh/order.ts';
import { peerPoliciesFor } from './peer-authentication.ts';
import { selectorFor } from '../proxy/proxy.ts';

/** Who set the mode of a port, and where. */
export interface ModeDecider {
  readonly of: Identity;
  readonly path: Path;
  readonly scope: 'mesh' | 'namespace' | 'workload';
}

/** What a new PeerAuthentication would need to mean one workload only. */
export interface WorkloadPlace {
  readonly scope: string;
  readonly namespace: string;
  /** Labels that mean this workload and no other. */
  readonly selector: Readonly<Record<string, string>>;
  /** A PeerAuthentication that already selects it: of two the younger would not be heard. */
  readonly policy?: Identity;
}

/** The place of a pod's workload among PeerAuthentications. */
export function workloadPlace(estate: Estate, mesh: Mesh, pod: Pod): WorkloadPlace {
  const own = peerPoliciesFor(estate, pod, mesh.rootNamespace).filter((policy) => selects(policy) && policy.namespace !== mesh.rootNamespace);
  const [policy] = inCreationOrder(own).resources;
  return { scope: pod.resource.scope, namespace: pod.namespace, selector: selectorFor(estate, pod), ...(policy === undefined ? {} : { policy: identityOf(policy) }) };
}

/** Lets one port take both kinds of client, and leaves all others: on the object that already selects the workload, since a second one would not be heard; else on a new one beside the decider. */
export function permissivePort(port: number, { of, path, scope }: ModeDecider, place: WorkloadPlace): Edit {
  if (path.includes('portLevelMtls')) return { edit: 'set', of, path, to: 'PERMISSIVE' };
  const policy = scope === 'workload' ? of : place.policy;
  if (policy !== undefined) return { edit: 'set', of: policy, path: ['spec', 'portLevelMtls', String(port), 'mode'], to: 'PERMISSIVE' };
  return { edit: 'add', resource: exemption(port, place), after: of };
}

/** `mtls` is left out: all other ports inherit what holds today. */
function exemption(port: number, { scope, namespace, selector }: WorkloadPlace): NewResource {
  const name = `${Object.values(selector)[0] ?? 'workload'}-port-${port}`;
  const apiVersion = 'security.istio.io/v1';
  const body = {
    apiVersion,
    kind: 'PeerAuthentication',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: selector }, portLevelMtls: { [String(port)]: { mode: 'PERMISSIVE' } } },
  };
  return { scope, type: 'PeerAuthentication', namespace, name, apiVersion, body };
}
