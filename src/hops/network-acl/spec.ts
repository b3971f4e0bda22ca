import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';

/** What the network ACL of one subnet lets in or out, of requests or of replies. */
export interface NetworkAclSpec {
  /** The network ACL as people know it. */
  readonly acl: string;
  readonly subnet: string;
  /** `out` and `in` are packets of a request, `back-out` and `back-in` those of its reply, for which ends and ports change places. */
  readonly word: 'out' | 'in' | 'back-out' | 'back-in';
  /** Of this direction, as AWS goes through them. */
  readonly entries: readonly EntrySpec[];
  /** Nobody knows the entries, for this reason. */
  readonly doubt?: string;
  /** Blocks and interfaces of the subnet itself: packets within it are not asked. */
  readonly own: { readonly subnet: string; readonly cidrs: readonly string[]; readonly interfaces: readonly string[] };
  readonly origin: Origin;
  /** For mends. Absent in a truth table. */
  readonly at?: { readonly key: string; readonly estate: Estate };
}

export interface EntrySpec {
  /** 32767 stands for the one at the end, `*`. */
  readonly number: number;
  readonly allows: boolean;
  /** Why nobody knows what it does, or to which packets. */
  readonly doubt?: string;
  /** `all`, `tcp`, `udp`, `icmp`, `icmpv6`, or the number of another protocol. */
  readonly protocol: string;
  readonly cidr: string;
  /** Both belong to it. Absent: all. */
  readonly ports?: { readonly from: number; readonly to: number };
  /** Of ICMP. Absent: all. */
  readonly type?: number;
  readonly origin: Origin;
}
