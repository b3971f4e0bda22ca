import type { Cause } from '../../ir/cause.ts';
import type { HopId, Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';

/** Where a route table sends what leaves a subnet, or what a gateway brings in: packets of a request, or those of its reply. */
export interface RouteSpec {
  /** Who sends: `eni-web leaves subnet-a`. */
  readonly title: string;
  /** Who uses the table, and why: `subnet-a (main table)`. */
  readonly user?: string;
  /** The subnet that is left, by its key. Absent: a gateway sends. */
  readonly subnet?: string;
  /** The reply: its destination is where the connection came from. */
  readonly back: boolean;
  readonly lines: readonly LineSpec[];
  /** Of replies: interfaces that show the address of their own client, the blocks of their own addresses, and where a reply to them goes. */
  readonly keepers: readonly { readonly interface: string; readonly blocks: readonly string[]; readonly hop: HopId }[];
  /** Where packets would go on that no line takes or whose line is dead, were there a route: what stands behind is looked at, too. `outside`: no private address is meant. */
  readonly intended: readonly { readonly cidrs: readonly string[]; readonly hop: HopId; readonly outside?: true }[];
  /** What happens to addresses that no line takes. */
  readonly otherwise: LostSpec;
  /** For mends. Absent in a truth table. */
  readonly at?: { readonly place: string; readonly table?: string; readonly vpc: string; readonly estate: Estate };
}

/** One destination of the table; of a prefix list all its blocks. */
export interface LineSpec {
  readonly cidrs: readonly string[];
  /** No input holds the blocks of a prefix list; `outside`: none of them is private. */
  readonly doubt?: { readonly reason: string; readonly outside: boolean };
  readonly kind: 'local' | 'static' | 'list' | 'propagated';
  readonly to: { readonly hop: HopId } | { readonly lost: LostSpec };
  readonly origin: Origin;
}

export interface LostSpec {
  readonly cause: Cause;
  /** Its note says what is experienced. */
  readonly origin: Origin;
}
