import type { HopId, Origin } from '../../ir/program.ts';

/** The router of a VPC, which delivers what is addressed to an interface in it. */
export interface VpcRouterSpec {
  readonly vpc: string;
  /** The connection's reply; absent: what is on its way there. */
  readonly reply?: true;
  readonly doors: readonly DoorSpec[];
  /** Blocks of its subnets. */
  readonly blocks: readonly string[];
  /** The inputs list the interfaces of this VPC: an address that none of them has is nobody's. */
  readonly complete: boolean;
  readonly origin: Origin;
}

/** One interface, or the next part of a router that has very many of them. */
export interface DoorSpec {
  readonly to: HopId;
  /** Of the interfaces, or of a subnet in which a host is of which nobody knows more. */
  readonly keys: readonly string[];
  readonly addresses: readonly string[];
  /** Blocks delegated to them. */
  readonly prefixes: readonly string[];
}
