import type { HopId, Origin } from '../../ir/program.ts';

/** A virtual private gateway: what leaves a VPC through it, what comes out of it, and the replies. */
export type VpnGatewaySpec = { readonly title: string; readonly origin: Origin } & (
  /** Towards whatever is behind it. */
  | { readonly part: 'out'; readonly behind: BehindSpec; readonly reply: HopId }
  /** From behind it into the VPC, all of which it reaches. */
  | { readonly part: 'in'; readonly router: HopId }
  /** A reply to what came out of it. */
  | { readonly part: 'back'; readonly key: string; readonly beyond: HopId }
  /** The reply of what went out is home. */
  | { readonly part: 'end' }
);

/** What the inputs say of the networks behind the gateway: nothing, that there are some, or their blocks. */
export type BehindSpec = 'nothing' | 'something' | { readonly cidrs: readonly string[] };
