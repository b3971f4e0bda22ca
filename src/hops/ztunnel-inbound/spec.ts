import type { Clause } from '../../dialects/istio/ambient/ztunnel-authorization.ts';
import type { WorkloadPlace } from '../../dialects/istio/policies/exemption.ts';
import type { Identity, Path, Position } from '../../resource/resource.ts';

/** The node's ztunnel in front of one port of an ambient pod. */
export interface ZtunnelInboundSpec {
  /** `NS/NAME` */
  readonly pod: string;
  /** The pod's port that the connection is for; absent: somebody dials the port of tunnels and names no target. */
  readonly port?: number;
  /** Through a tunnel (HBONE), or to the port itself. */
  readonly way: 'tunnel' | 'plain';
  /** The pod's identity, without `spiffe://`, and who signs the mesh's certificates. */
  readonly principal: string;
  readonly authority: string;
  /** What PeerAuthentications come to; more than one only where the age of objects decides and nobody knows it. */
  readonly peers: readonly (readonly ZtunnelPolicy[])[];
  readonly policies: readonly ZtunnelPolicy[];
  readonly waypoints: readonly WaypointSpec[];
  /** What policies ask for in vain here. */
  readonly unenforced: readonly UnenforcedSpec[];
  /** What a new object would need to mean this workload only. Absent in a truth table. */
  readonly workload?: WorkloadPlace;
  /** The Services that lead to the pod. Absent in a truth table. */
  readonly services?: readonly Identity[];
}

/** Rules as istiod hands them to ztunnel. */
export interface ZtunnelPolicy {
  /** The object they are made from: `AuthorizationPolicy shop/web`. */
  readonly resource: string;
  /** As ztunnel's log names it: `shop/web`. */
  readonly name: string;
  readonly action: 'ALLOW' | 'DENY';
  readonly groups: readonly GroupSpec[];
  /** How many rules are written, also those that ztunnel gets none of. */
  readonly rules?: number;
  /** The labels of the workloads that it is written for; absent: it is for a namespace or the mesh. */
  readonly selector?: Readonly<Record<string, string>>;
  readonly at?: Position;
  readonly identity?: Identity;
}

export interface GroupSpec {
  readonly rules: readonly Clause[];
  /** What it asks for, in words. */
  readonly asks: string;
  readonly attribute: string;
  /** The same as a path; absent in a truth table. */
  readonly path?: Path;
  readonly at?: Position;
}

/** A waypoint through which connections may come: `NS/NAME`, and the identities of its pods. */
export interface WaypointSpec {
  readonly name: string;
  readonly principals: readonly string[];
  /** The Service that leads through it, `NS/NAME`; absent: it is for the pod's own address. */
  readonly service?: string;
}

export interface UnenforcedSpec {
  readonly resource: string;
  readonly attribute: string;
  readonly why: string;
  readonly unless?: readonly string[];
  readonly at?: Position;
}
