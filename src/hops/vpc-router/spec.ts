import type { Origin } from '../../ir/program.ts';

/** The router of a VPC, which delivers what is addressed to an interface in it. */
export interface VpcRouterSpec {
  readonly vpc: string;
  readonly port: number | '*';
  /** Where the connection ends whose reply this is; absent: it is on its way there. */
  readonly end?: string;
  readonly interfaces: readonly InterfaceSpec[];
  /** Keys of its subnets, in which hosts may be of which no interface is known; and their blocks. */
  readonly subnets: readonly { readonly key: string; readonly blocks: readonly string[] }[];
  /** The inputs list the interfaces of this VPC: an address that none of them has is nobody's. */
  readonly complete: boolean;
  readonly origin: Origin;
}

export interface InterfaceSpec {
  readonly key: string;
  readonly addresses: readonly string[];
  /** Blocks delegated to it. */
  readonly prefixes: readonly string[];
}
