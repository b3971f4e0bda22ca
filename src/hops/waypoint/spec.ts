import type { Origin } from '../../ir/program.ts';

/** A waypoint behind its filters: what becomes of a request or of bytes for one Service, or for one pod's own address. */
export interface WaypointSpec {
  /** `waypoint NS/NAME` */
  readonly proxy: string;
  /** istiod's name of the chain: `inbound-vip|80|http|web.shop.svc.cluster.local`, `direct-http`. */
  readonly chain: string;
  readonly http: boolean;
  readonly leads:
    /** Route rules, or the Service itself. */
    | { readonly to: 'hop'; readonly hop: string }
    | { readonly to: 'pod'; readonly pod: PodSpec };
  /** Objects that say something about this and are not heard, each with a note. */
  readonly ignored: readonly Origin[];
}

export interface PodSpec {
  /** `NS/NAME` */
  readonly name: string;
  readonly address?: string;
  /** The port that is dialled: for a tunnel that of tunnels. */
  readonly port: number;
  readonly hop: string;
  /** The waypoint's identity, the pod's, and who signs both; absent: plain bytes. */
  readonly tunnel?: { readonly authority: string; readonly client: string; readonly server: string };
  /** The waypoint's own pod, its cluster and its address. */
  readonly from: { readonly pod: string; readonly scope: string; readonly address?: string };
}
