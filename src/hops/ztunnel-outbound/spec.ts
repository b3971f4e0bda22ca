import type { Origin } from '../../ir/program.ts';

/** The node's ztunnel, as it takes a connection that an ambient pod makes. */
export interface ZtunnelOutboundSpec {
  /** `NS/NAME` */
  readonly pod: string;
  /** The pod's identity, without `spiffe://`, and who signs the mesh's certificates. */
  readonly principal: string;
  readonly authority: string;
  /** `web.shop.svc.cluster.local:80`, as it was dialled. */
  readonly dialled: string;
  /** Where the packets would go if nobody took them. */
  readonly past: string;
  readonly leads: Leads;
  /** What objects ask for in vain on this way, each with a note. */
  readonly ignored: readonly Origin[];
}

export type Leads =
  /** One of these is dialled. Empty: the connection is closed. */
  | { readonly to: 'endpoints'; /** `Service shop/web`, `ServiceEntry shop/api`. */ readonly service: string; readonly endpoints: readonly EndpointSpec[]; readonly origin: Origin }
  /** One pod of the waypoint. Empty: the inputs hold none. */
  | { readonly to: 'waypoint'; readonly waypoint: string; readonly endpoints: readonly EndpointSpec[]; readonly origin: Origin }
  /** A headless Service: the client itself dials one of its pods. */
  | { readonly to: 'pods'; readonly service: string; readonly pods: readonly PodSpec[]; readonly origin: Origin }
  /** Nothing that ztunnel knows: the bytes go where they were sent. */
  | { readonly to: 'anywhere' };

export interface EndpointSpec {
  /** `NS/NAME` of a pod; else what the inputs call it. */
  readonly name: string;
  readonly address?: string;
  /** The port that is dialled: for a tunnel that of tunnels. */
  readonly port: number;
  readonly hop: string;
  /** The identity at the other end of the tunnel; absent: plain bytes. */
  readonly tunnel?: string;
}

export interface PodSpec {
  readonly name: string;
  readonly address?: string;
  readonly hop: string;
}
