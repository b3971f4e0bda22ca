import type { HopId, Origin } from '../../ir/program.ts';
import type { Identity } from '../../resource/resource.ts';

/** What a transit gateway does with the packets that one attachment sends into it. */
export interface TransitGatewaySpec {
  readonly title: string;
  /** The packets are a reply: they go to where the connection came from. */
  readonly back: boolean;
  /** The table that judges them; absent: none is associated with the attachment. */
  readonly table?: TableSpec;
  /** No table is known, and no input lists which tables go with which attachments. */
  readonly unlisted?: true;
  /** The attachment, and where somebody says it. */
  readonly origin: Origin;
}

export interface TableSpec {
  readonly name: string;
  /** The first one that takes the address decides. */
  readonly routes: readonly RouteSpec[];
  /** Why nobody knows whether there are other routes. */
  readonly doubts: readonly string[];
  /** Where a VPC is attached that has the address, and to which no route leads. */
  readonly unrouted: readonly (RouteSpec & { readonly offer?: OfferSpec })[];
}

/** For mends: the table and the attachment as a route of Terraform names them, and by their keys. Absent in a truth table. */
export interface OfferSpec {
  readonly table: string;
  readonly attachment: string;
  readonly tableKey: string;
  readonly attachmentKey: string;
  /** Behind which resource the route is written. */
  readonly after: Identity;
}

export interface RouteSpec {
  readonly cidr: string;
  readonly next: NextSpec;
  /** Its note says where the route leads. */
  readonly origin: Origin;
}

export type NextSpec =
  /** Through one of these interfaces of an attachment; `keeps`: the reply takes the same one (appliance mode). */
  | { readonly doors: readonly DoorSpec[]; readonly keeps: boolean; readonly groups: boolean }
  /** Into another transit gateway. */
  | { readonly gateway: HopId }
  | { readonly dead: string }
  /** Out of everything that the inputs hold: the name of what is there. */
  | { readonly outside: string }
  | { readonly unknown: string };

export interface DoorSpec {
  readonly interface: string;
  readonly hop: HopId;
}
