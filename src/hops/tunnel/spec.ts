import type { Protocol } from '../../dialects/istio/proxy/protocol.ts';

/** Where a proxy of a pod ends the tunnels (HBONE) that come for one target. */
export interface TunnelSpec {
  /** `waypoint NS/NAME`, `sidecar of NS/NAME` */
  readonly proxy: string;
  /** Its identity, without `spiffe://`, and who signs the mesh's certificates. */
  readonly principal: string;
  readonly authority: string;
  /** The port that the tunnel leads to: a Service's at a waypoint, the pod's own at a sidecar. */
  readonly port: number;
  /** The address that the tunnel leads to; absent: no file says it. */
  readonly address?: string;
  readonly protocol: Protocol;
  /** Where requests go on; bytes go to `bytes`. */
  readonly http: string;
  readonly bytes: string;
}
