import type { HopId, Origin } from '../../ir/program.ts';

/** A peering connection, for what one of its VPCs sends into it. */
export interface VpcPeeringSpec {
  readonly title: string;
  /** The packets are a reply: they go to where the connection came from. */
  readonly back: boolean;
  /** Why it carries nothing; absent: it does. */
  readonly dead?: string;
  readonly from: SideSpec;
  readonly to: SideSpec & {
    /** The router of that VPC; absent: the inputs hold nothing of it. */
    readonly hop?: HopId;
  };
  /** The VPCs are in different Regions. */
  readonly regions: boolean;
  readonly origin: Origin;
}

export interface SideSpec {
  readonly vpc: string;
  /** None: nobody says them. */
  readonly cidrs: readonly string[];
  /** Keys of its interfaces, which send also with the address of a client. */
  readonly interfaces: readonly string[];
}
