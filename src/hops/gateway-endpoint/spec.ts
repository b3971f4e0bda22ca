import type { HopId, Origin } from '../../ir/program.ts';

/** A gateway endpoint: the route to a service of AWS, or what answers there once the reply is known to arrive. */
export type GatewayEndpointSpec = GatewayEndpointRoute | GatewayEndpointEnd;

export interface GatewayEndpointRoute {
  readonly part: 'route';
  readonly title: string;
  readonly vpc: string;
  /** Blocks of the VPC, which alone can use it. None: nobody says them. */
  readonly cidrs: readonly string[];
  /** The way of the reply. */
  readonly reply: HopId;
  readonly origin: Origin;
}

export interface GatewayEndpointEnd {
  readonly part: 'end';
  readonly title: string;
  /** `com.amazonaws.eu-central-1.s3`. */
  readonly service: string;
  readonly origin: Origin;
}
