import type { HopId, Origin } from '../../ir/program.ts';

/** An egress-only internet gateway: what a route sends there, a stray reply, and what goes on once its own reply is home. */
export type EgressOnlyGatewaySpec = { readonly title: string; readonly origin: Origin } & (
  | { readonly part: 'leave'; readonly reply: HopId }
  | { readonly part: 'back' }
  | { readonly part: 'beyond'; readonly outside: HopId }
  | { readonly part: 'outside' }
);
