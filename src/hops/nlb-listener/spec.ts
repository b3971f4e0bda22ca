import type { Origin } from '../../ir/program.ts';

/** A port of a Network Load Balancer. */
export interface NlbListenerSpec {
  /** `NLB edge (TCP 443)`. */
  readonly title: string;
  readonly balancer: string;
  readonly port: number;
  /** Absent: it has no listener on this port. */
  readonly listens?: ListensSpec;
  readonly origin: Origin;
}

export interface ListensSpec {
  readonly protocol: 'TCP' | 'TLS' | 'UDP' | 'TCP_UDP' | 'QUIC' | 'TCP_QUIC';
  /** Target groups with their weights. Empty: the inputs do not say, or do not hold them. */
  readonly groups: readonly { readonly group: string; readonly weight: number }[];
  /** Of TLS, the default one first; names absent where no input says them. */
  readonly certificates: readonly { readonly names?: readonly string[] }[];
  /** Blocks that the security group which the controller makes lets in; at the interfaces `asked` the group itself is asked. Absent: everybody, or nobody says. */
  readonly inbound?: { readonly cidrs: readonly string[]; readonly asked: readonly string[]; readonly origin: Origin };
  /** Its ALPN policy prefers HTTP/2; without one there is no ALPN. */
  readonly http2: boolean;
}
