import type { HopId, Origin } from '../../ir/program.ts';

/** What packets meet where they begin and end. */
export type NetworkInterfaceSpec = ChoiceSpec | WaySpec | PassSpec | BackSpec | BeyondSpec | DefaultRouteSpec;

/** The sender is at one of several places, and nobody says at which. */
export interface ChoiceSpec {
  readonly part: 'choice';
  readonly title: string;
  readonly among: readonly { readonly value: string; readonly hop: HopId; readonly origin: Origin }[];
  readonly origin: Origin;
}

/** A connection begins at a place: it gets the addresses of both ends. */
export interface WaySpec {
  readonly part: 'way';
  readonly title: string;
  /** Key of the place; its hop for what leaves it. */
  readonly from: string;
  readonly leaves: HopId;
  /** What becomes of the sender's address. `kept`: it stays, as a client has it, or as it is shown on. */
  readonly source: { readonly address: string } | { readonly unknown: string; readonly within: readonly string[] } | 'kept';
  /** Keys of the sender's security groups. `unknown`: nobody says which; `kept`: they stay as they are. */
  readonly groups: readonly string[] | 'unknown' | 'kept';
  /** A pod sends: that it does stays known. */
  readonly pod: boolean;
  readonly doors: readonly DoorSpec[];
  /** The doors are nodes of a load balancer or endpoint, of which a client gets one. */
  readonly nodes: boolean;
  readonly origin: Origin;
}

export interface DoorSpec {
  /** Unique among the doors: the key of the interface. Absent: whatever has the address; without an address, that of the packets. */
  readonly interface?: string;
  readonly title: string;
  /** Absent: AWS has yet to choose it, in one of the blocks of `within`. */
  readonly address?: string;
  readonly within?: readonly string[];
  /** What the load balancer asks its targets from there, by group: with none healthy in one of them, name servers leave the door out. */
  readonly asks?: readonly { readonly group: string; readonly targets: readonly string[] }[];
  /** In the sender's own VPC, of which AWS has listed the interfaces, nobody has the address: what else stands in its way comes second. */
  readonly unused?: Origin;
  /** AWS itself answers there, in every VPC: nothing of the network is asked. `off`: the VPC does without. */
  readonly service?: { readonly title: string; readonly protocols: readonly string[]; readonly off: boolean; readonly origin: Origin };
  /** The door is on the internet's side, and there it has no address. */
  readonly hidden?: true;
  readonly origin: Origin;
}

/** The connection is at the interface: it ends there, or is passed on by whoever owns the interface. */
export interface PassSpec {
  readonly part: 'pass';
  readonly title: string;
  readonly next: HopId;
  /** Of a machine: what is addressed to it; a route may bring what is not. Absent: it takes whatever comes. */
  readonly own?: OwnSpec;
  readonly origin: Origin;
}

export interface OwnSpec {
  readonly key: string;
  readonly addresses: readonly string[];
  /** Blocks delegated to it. */
  readonly prefixes: readonly string[];
  /** It may take what is addressed to others: its source/destination check is off. */
  readonly forwards: boolean;
}

/** The reply is at an interface: at the one where the connection began, at one that passes it on, or at a wrong one. */
export interface BackSpec {
  readonly part: 'back';
  readonly title: string;
  readonly key: string;
  /** Where the connection goes on once the reply is known to arrive. */
  readonly beyond: HopId;
  /** Absent: nobody there passes anything on. */
  readonly passes?: HopId;
  readonly origin: Origin;
}

/** What an interface leads to, for each of its addresses. */
export interface BeyondSpec {
  readonly part: 'beyond';
  readonly title: string;
  /** Its key, where it is a node of a load balancer: whoever comes by its address has chosen it. */
  readonly node?: string;
  readonly leads: readonly { readonly address: string; readonly to: HopId }[];
  /** For every other address; nothing, for this reason; or something of which no input says what it is. Absent: the question was about packets, and they are there. */
  readonly otherwise?: HopId | { readonly nothing: string; readonly says?: Origin } | { readonly unheardOf: string };
  readonly origin: Origin;
}

/** No route table is known: a VPC delivers what is addressed to itself, and nobody knows where the rest goes. */
export interface DefaultRouteSpec {
  readonly part: 'route';
  readonly title: string;
  readonly vpc: string;
  /** Keys of the interfaces and blocks of the VPC's own addresses. */
  readonly interfaces: readonly string[];
  readonly blocks: readonly string[];
  readonly router: HopId;
  /** Key of the subnet that is left; absent: not known. */
  readonly subnet?: string;
  /** Where a connection from the internet goes on: neither a gateway of the VPC is known nor a table, and its reply is taken to get out. */
  readonly outside?: HopId;
  /** The reply: its destination is where the connection came from. */
  readonly back: boolean;
  readonly origin: Origin;
}
