import type { Keeping } from '../../dialects/aws/node-returns.ts';
import type { Node } from '../../dialects/aws/nodes.ts';
import type { Origin } from '../../ir/program.ts';
import type { Identity } from '../../resource/resource.ts';
import type { DescribedHealth } from '../kind.ts';

/** A target group, as a listener of its Network Load Balancer hands connections to it. */
export interface NlbTargetGroupSpec {
  readonly balancer: string;
  readonly group: string;
  /** The listener ends TLS: what goes on is a connection of the balancer's own. */
  readonly endsTls: boolean;
  /** TLS: encrypted to the target, without server name and without looking at its certificate. */
  readonly protocol: 'TCP' | 'TLS' | 'UDP' | 'TCP_UDP';
  /** Absent: nobody says where the balancer stands. */
  readonly nodes?: readonly Node[];
  /** A node uses targets of every zone. */
  readonly crossZone: boolean;
  /** Those in use. */
  readonly targets: readonly TargetSpec[];
  /** Why there are none, if there are none. */
  readonly empty?: string;
  /** Targets see the client's own address. */
  readonly keeps: boolean;
  /** Where PrivateLink hands connections over, keys of interfaces: of those the client's address is never kept. */
  readonly privateLink: readonly string[];
  /** A PROXY protocol header of version 2 is written in front of each connection. */
  readonly preamble: boolean;
  /** Keys of the balancer's security groups. */
  readonly securityGroups: readonly string[];
  /** Milliseconds after which an idle connection is forgotten. */
  readonly idle: number;
  /** With fewer healthy targets all of them are used. Absent: one. */
  readonly minimum?: { readonly count: number; readonly percentage: number };
  /** What says otherwise whether the client's address is kept, of a group that is made of a Service. */
  readonly keeping?: Keeping;
  /** The group itself, where its attributes are the user's to change. */
  readonly of?: Identity;
  readonly origin: Origin;
}

export interface TargetSpec {
  /** The share's value, unique in the group. */
  readonly name: string;
  /** Where its connections go. Absent: the inputs say nothing of it. */
  readonly dials?: string;
  /** Only packets find it: where the balancer's interfaces are not known, the inputs say nothing of it. */
  readonly byPackets?: true;
  readonly address?: string;
  readonly port?: number;
  /** `all`: every zone's nodes may use it. Absent: not known. */
  readonly zone?: string;
  /** Clients that would be handed back to where they are: by key of the interface, or by pod. */
  readonly itself: readonly SameSpec[];
  /** Nodes hand connections on from an address of their own: why nobody knows which. */
  readonly hides?: string;
  /** Why a client's address cannot be kept towards it. Absent: it can. */
  readonly unkept?: string;
  readonly described?: DescribedHealth;
  readonly origin: Origin;
}

/** Clients for whom a target is where they are. */
export interface SameSpec {
  readonly interfaces?: readonly string[];
  readonly cluster?: string;
  /** `NS/NAME`. */
  readonly pods?: readonly string[];
  /** Why nobody can say; absent: they are. */
  readonly doubt?: string;
}
