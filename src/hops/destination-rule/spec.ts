import type { CallPolicy } from '../../dialects/istio/mesh/addresses.ts';
import type { ClientTls } from '../../dialects/istio/services/auto-mtls.ts';
import type { Protocol } from '../../dialects/istio/proxy/protocol.ts';
import type { Repair } from '../../dialects/kubernetes/repairs.ts';
import type { Key } from '../../ir/program.ts';
import type { Identity, Path, Position } from '../../resource/resource.ts';

/** A client proxy's own picture of a port of a service: where its endpoints are, and with which TLS it dials them. */
export interface ClusterSpec {
  /** `sidecar of NS/NAME`, `gateway NS/NAME`, `waypoint NS/NAME` */
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
  /** HTTP/2 whatever the client speaks; absent: HTTP/1.1, or as the client speaks on a port of which nobody says it. */
  readonly http2?: true;
  /** A rule makes it speak as the client does. */
  readonly asClient?: true;
  /** Why there is no such cluster: istiod made none, because a service, a port or a subset is not there. */
  readonly missing?: Missing;
  readonly endpoints: readonly EndpointSpec[];
  /** Of a subset without endpoints: where its labels stand. */
  readonly narrowed?: Place;
  /** Of a Service without endpoints: why, where that stands, and what would put one behind it. */
  readonly empty?: { readonly why: string; readonly place: Place; readonly repairs: readonly Repair[] };
  /** Where the address that was dialled answers itself, whatever the endpoints are (istiod: ORIGINAL_DST). */
  readonly original?: true;
  /** What keeps a client at its endpoint. */
  readonly by?: Key;
  readonly policy?: CallPolicy;
  readonly tls: TlsSpec;
  /** Reasons why this is not certain. */
  readonly doubts: readonly string[];
}

export interface Missing {
  readonly why: string;
  /** 503, but 500 where a route of the Gateway API names no backend that exists. */
  readonly status: number;
  readonly place?: Place;
}

/** Where somebody wrote what decides. */
export interface Place {
  readonly resource: string;
  readonly attribute: string;
  readonly at?: Position;
}

export interface EndpointSpec {
  /** `NS/NAME` of a pod; of a Service, where its own name or address was written; or an address or a name that the inputs say nothing of. */
  readonly pod?: string;
  readonly service?: string;
  readonly outside?: string;
  readonly address?: string;
  readonly port: number;
  readonly weight?: number;
  /** istiod tells clients that this port of the endpoint takes the mesh's TLS. */
  readonly takesMtls: boolean;
  /** The identity its certificate has; absent: nobody knows. */
  readonly principal?: string;
  /** The hop that ends the tunnel (HBONE) to it, which is made instead of the mTLS of sidecars; absent: there is none. */
  readonly tunnel?: string;
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
  /** The setting in the user's own object, to be taken away. */
  readonly written?: { readonly of: Identity; readonly path: Path };
  /** The secret that the rule names and that no sidecar is given: it sends plaintext instead. */
  readonly skipped?: string;
  /** Why nobody's endpoint gets mTLS, where a rule says nothing of TLS. */
  readonly plain?: string;
}
