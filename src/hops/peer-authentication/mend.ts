import type { Edit } from '../../resource/edit.ts';
import type { Identity } from '../../resource/resource.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { DecidedMode, PeerAuthenticationSpec, WorkloadPlace } from './spec.ts';

/** Lets one port take both kinds of client, and leaves every other port as it is. */
export function mend(spec: PeerAuthenticationSpec, blocker: Blocked): readonly Proposal[] {
  const decided = spec.modes.find(({ resource }) => resource === blocker.resource);
  if (decided?.decider === undefined || spec.workload === undefined || !helps(spec, decided, blocker.cause)) return [];
  const stays = decided.mode === 'STRICT' ? `every other port stays ${decided.mode}` : 'nothing else changes';
  const client = decided.mode === 'STRICT' ? 'connections without mTLS' : 'mTLS as well';
  return [{ title: `let port ${spec.port} of ${spec.pod} accept ${client}; ${stays}`, certainty: 'proposed', edits: [permissive(spec.port, decided.decider, spec.workload)] }];
}

/** PERMISSIVE takes plaintext, and the mesh's TLS; other TLS it passes on, but not on an HTTP port. */
function helps(spec: PeerAuthenticationSpec, { mode }: DecidedMode, cause: string): boolean {
  if (mode === 'STRICT') return cause === 'plaintext-refused' || (cause === 'client-certificate-missing' && spec.protocol !== 'http');
  return mode === 'DISABLE' && (cause === 'tls-refused' || cause === 'tls-to-plaintext');
}

/** On the object that already selects the workload, since a second one would not be heard; else on a new one beside the decider. */
function permissive(port: number, { of, path, scope }: NonNullable<DecidedMode['decider']>, place: WorkloadPlace): Edit {
  if (path.includes('portLevelMtls')) return { edit: 'set', of, path, to: 'PERMISSIVE' };
  const policy = scope === 'workload' ? of : place.policy;
  if (policy !== undefined) return { edit: 'set', of: policy, path: ['spec', 'portLevelMtls', String(port), 'mode'], to: 'PERMISSIVE' };
  return { edit: 'add', resource: exemption(port, place), after: of };
}

/** `mtls` is left out: all other ports inherit what holds today. */
function exemption(port: number, { scope, namespace, selector }: WorkloadPlace): Identity & { readonly apiVersion: string; readonly body: NonNullable<Extract<Edit, { edit: 'add' }>['resource']>['body'] } {
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
