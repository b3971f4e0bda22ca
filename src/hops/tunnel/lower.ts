import { always, never, present, type Match } from '../../ir/match.ts';
import type { Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { TunnelSpec } from './spec.ts';

/** The tunnel's client has to show a certificate of the mesh; what it carries is handled as if it had been sent to the tunnel's target. */
export function lower(spec: TunnelSpec): Lowered {
  const origin: Origin = { resource: spec.proxy, rule: 'connect_terminate' };
  return { title: spec.proxy, dialler: 'proxy', ops: [...ended(spec, origin), ...onward(spec, origin)] };
}

/** The certificate is asked for whatever a PeerAuthentication says (istio/istio, core/listener_waypoint, buildConnectTerminateListener). */
function ended({ authority, principal, port, address }: TunnelSpec, origin: Origin): readonly Op[] {
  return [
    { op: 'set', field: 'session', to: { pop: { certificate: { authority, names: [`spiffe://${principal}`] }, verify: { authority, required: true } } }, origin },
    { op: 'set', field: 'dst.port', to: { literal: port }, origin },
    ...(address === undefined ? [] : [{ op: 'set', field: 'dst.address', to: { literal: address }, origin } as const]),
  ];
}

/** By what the port is said to speak, else by the first bytes. */
function onward({ protocol, http, bytes }: TunnelSpec, origin: Origin): readonly Op[] {
  const reads: Match = protocol === 'http' ? always : protocol === 'auto' ? present('method') : never;
  const to = (hop: string): Op => ({ op: 'goto', hop, origin });
  // What was inside the tunnel came without TLS of its own.
  const request: readonly Op[] = [{ op: 'set', field: 'scheme', to: { literal: 'http' }, origin }, to(http)];
  if (reads === never) return [to(bytes)];
  return reads === always ? request : [{ op: 'switch', origin, cases: [{ match: reads, then: request, origin }, { match: always, then: [to(bytes)], origin }] }];
}
