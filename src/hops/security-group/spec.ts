import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';

/** What the security groups of one interface let in, or out. */
export interface SecurityGroupSpec {
  /** The interface as people know it. */
  readonly interface: string;
  readonly direction: 'in' | 'out';
  readonly groups: readonly GroupSpec[];
  /** What nobody knows of its groups: another one may let the packet pass. */
  readonly doubts: readonly { readonly reason: string; readonly origin: Origin }[];
  readonly origin: Origin;
  /** For mends: the key of the interface and the inputs. Absent in a truth table. */
  readonly at?: { readonly key: string; readonly estate: Estate };
}

export interface GroupSpec {
  readonly name: string;
  readonly rules: readonly RuleSpec[];
}

export interface RuleSpec {
  /** `all`, `tcp`, `udp`, `icmp`, `icmpv6`, or the number of another protocol. */
  readonly protocol: string;
  /** Both belong to it; of ICMP: type and code, -1 for all. Absent: all. */
  readonly ports?: { readonly from: number; readonly to: number };
  readonly peer: PeerSpec;
  /** Its note says what the rule lets pass. */
  readonly origin: Origin;
}

export type PeerSpec =
  /** Blocks of addresses. */
  | { readonly cidrs: readonly string[] }
  /** Whoever holds this group, where the sender's groups are known on the way. */
  | { readonly holders: string }
  /** Private addresses of the interfaces that hold a group, and those interfaces; in `maybe` are the addresses that AWS has yet to choose. */
  | { readonly addresses: readonly string[]; readonly interfaces: readonly string[]; readonly maybe?: { readonly cidrs: readonly string[]; readonly reason: string } }
  /** A group that nobody who gets here holds: why. */
  | { readonly nobody: string }
  | { readonly unknown: string };
