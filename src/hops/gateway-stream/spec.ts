import type { Position } from '../../resource/resource.ts';

/** A filter chain of a gateway that passes bytes on. */
export interface StreamSpec {
  /** `NS/NAME` */
  readonly pod: string;
  readonly port: number;
  /** The chain's name. */
  readonly chain: string;
  /** One; or several, where their VirtualServices' age decides and no file says it. */
  readonly routes: readonly StreamRouteSpec[];
}

export interface StreamRouteSpec {
  /** As people name it: the VirtualService whose route this is, or the Gateway itself. */
  readonly resource: string;
  readonly attribute?: string;
  readonly at?: Position;
  /** More than one: chosen by weight for each connection. None: every weight is 0. */
  readonly destinations: readonly StreamDestinationSpec[];
}

export interface StreamDestinationSpec {
  /** The station of the destination. */
  readonly hop: string;
  /** istiod's name of the cluster: `outbound|443||web.xnat.svc.cluster.local`. */
  readonly cluster: string;
  readonly weight: number;
}
