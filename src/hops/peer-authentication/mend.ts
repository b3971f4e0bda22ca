import { permissivePort } from '../../dialects/istio/policies/exemption.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { DecidedMode, PeerAuthenticationSpec } from './spec.ts';

/** Lets one port take both kinds of client, and leaves every other port as it is. */
export function mend(spec: PeerAuthenticationSpec, blocker: Blocked): readonly Proposal[] {
  const decided = spec.modes.find(({ resource }) => resource === blocker.resource);
  if (decided?.decider === undefined || spec.workload === undefined || !helps(spec, decided, blocker.cause)) return [];
  const stays = decided.mode === 'STRICT' ? `every other port stays ${decided.mode}` : 'nothing else changes';
  const client = decided.mode === 'STRICT' ? 'connections without mTLS' : 'mTLS as well';
  return [{ title: `let port ${spec.port} of ${spec.pod} accept ${client}; ${stays}`, certainty: 'proposed', edits: [permissivePort(spec.port, decided.decider, spec.workload)] }];
}

/** PERMISSIVE takes plaintext, and the mesh's TLS; other TLS it passes on, but not on an HTTP port. */
function helps(spec: PeerAuthenticationSpec, { mode }: DecidedMode, cause: string): boolean {
  if (mode === 'STRICT') return cause === 'plaintext-refused' || (cause === 'client-certificate-missing' && spec.protocol !== 'http');
  return mode === 'DISABLE' && (cause === 'tls-refused' || cause === 'tls-to-plaintext');
}
