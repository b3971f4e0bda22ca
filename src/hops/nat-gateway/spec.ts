import type { HopId, Origin } from '../../ir/program.ts';

/** A NAT gateway, for a connection that has reached its interface. */
export interface NatGatewaySpec {
  readonly title: string;
  /** The key of its interface. */
  readonly interface: string;
  /** Its private address; absent: AWS has yet to choose it. */
  readonly address?: string;
  /** Blocks of its subnet. */
  readonly within: readonly string[];
  /** Why it carries nothing; absent: it does. */
  readonly dead?: string;
  /** What leaves its interface. */
  readonly leaves: HopId;
  /** The packets are a reply to something that it has not sent. */
  readonly back: boolean;
  readonly origin: Origin;
}
