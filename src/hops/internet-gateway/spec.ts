import type { HopId, Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';

/** What stands between a VPC and the internet. */
export type InternetGatewaySpec = ArriveSpec | LeaveSpec | RewriteSpec | ReplySpec | OutsideSpec;

/** The internet looks for who has a public address. */
export interface ArriveSpec {
  readonly part: 'arrive';
  readonly title: string;
  readonly doors: readonly DoorSpec[];
  readonly origin: Origin;
  /** For mends. Absent in a truth table. */
  readonly estate?: Estate;
}

export interface DoorSpec {
  /** Absent: AWS has yet to choose it; the interface alone is known. */
  readonly public?: string;
  readonly interface: string;
  /** Absent: AWS has yet to choose it. */
  readonly private?: string;
  /** Blocks in which it is then. */
  readonly within?: readonly string[];
  /** Where the packet comes into the VPC; a lost one says why. */
  readonly to: HopId | { readonly lost: 'not-routable' | 'guard-dropped' };
  readonly origin: Origin;
}

/** A packet that a route sends to the gateway; the reply to it comes home before it goes on. */
export interface LeaveSpec {
  readonly part: 'leave';
  readonly title: string;
  /** Who has a public address. */
  readonly senders: readonly SenderSpec[];
  /** Who may not leave, though it has one. */
  readonly kept: readonly { readonly interface: string; readonly origin: Origin }[];
  readonly reply: HopId;
  readonly origin: Origin;
}

export interface SenderSpec {
  readonly interface: string;
  /** Absent: AWS has yet to choose it. */
  readonly private?: string;
  readonly public?: string;
}

/** The packet goes on with its public address. */
export interface RewriteSpec {
  readonly part: 'rewrite';
  readonly title: string;
  readonly senders: readonly SenderSpec[];
  /** Public addresses that the inputs know, and interfaces whose public address nobody knows yet. */
  readonly known: { readonly addresses: readonly string[]; readonly interfaces: readonly string[] };
  readonly arrive: HopId;
  readonly outside: HopId;
  readonly origin: Origin;
}

/** The reply to a connection from the internet. */
export interface ReplySpec {
  readonly part: 'reply';
  readonly title: string;
  readonly next: HopId;
  readonly origin: Origin;
}

/** Nothing is known of what is out there. */
export interface OutsideSpec {
  readonly part: 'outside';
  readonly title: string;
  readonly origin: Origin;
}
