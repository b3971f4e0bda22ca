import type { ClientTls } from '../../dialects/istio/auto-mtls.ts';
import type { Protocol } from '../../dialects/istio/protocol.ts';
import type { Position } from '../../resource/resource.ts';

/** A client proxy's own picture of a Service port: where its endpoints are, and with which TLS it dials them. */
export interface ClusterSpec {
  /** `sidecar of NS/NAME`, `gateway NS/NAME` */
  readonly proxy: string;
  /** The pod that the proxy belongs to, `NS/NAME`; its address, if a file says it; its cluster. */
  readonly pod: string;
  readonly address?: string;
  readonly scope: string;
  /** The client's identity, without `spiffe://`, and who signed it. */
  readonly principal: string;
  readonly authority: string;
  /** istiod's name: `outbound|80||xnat-web.xnat.svc.cluster.local` */
  readonly cluster: string;
  /** The SNI by which the cluster is asked for. */
  readonly serverName: string;
  readonly protocol: Protocol;
  /** Why there is no such cluster: istiod made none, because a Service, a port or a subset is not there. */
  readonly missing?: string;
  readonly endpoints: readonly EndpointSpec[];
  readonly tls: TlsSpec;
  /** Reasons why this is not certain. */
  readonly doubts: readonly string[];
}

export interface EndpointSpec {
  /** `NS/NAME`; absent: an address written by hand. */
  readonly pod?: string;
  readonly address?: string;
  readonly port: number;
  /** istiod tells clients that this port of the pod takes the mesh's TLS. */
  readonly takesMtls: boolean;
  /** The identity its certificate has; absent: nobody knows. */
  readonly principal?: string;
}

export interface TlsSpec {
  /** Undefined or DISABLE: plaintext. */
  readonly settings?: ClientTls;
  /** `user`: for every endpoint. `auto`: for endpoints that take it. */
  readonly by: 'user' | 'auto';
  /** Who decided, as people name it: a DestinationRule, a PeerAuthentication, or `Istio default`. */
  readonly resource: string;
  readonly attribute?: string;
  readonly at?: Position;
}
