import type { PathNormalization } from '../../dialects/istio/mesh/mesh.ts';
import type { Protocol } from '../../dialects/istio/proxy/protocol.ts';
import type { Position } from '../../resource/resource.ts';

/** A sidecar, as it dials the program beside it, or as it takes a connection that the program makes. */
export type SidecarSpec = InboundSpec | OutboundSpec;

export interface InboundSpec {
  readonly side: 'inbound';
  /** `NS/NAME` */
  readonly pod: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** The filter chain that takes it, as istiod calls it; absent: one of the catch-all chains. */
  readonly chain?: string;
  /** A Sidecar object whose listener has `tls` that istiod does not read. */
  readonly unread?: { readonly resource: string; readonly attribute: string; readonly at?: Position };
  /** The program's port. */
  readonly app: number;
  /** The program is asked in HTTP/2 whatever the client speaks. */
  readonly http2: boolean;
}

/** What becomes of a connection that the program makes to one port of one name or address. */
export interface OutboundSpec {
  readonly side: 'outbound';
  readonly pod: string;
  /** The cluster that the pod runs in. */
  readonly scope: string;
  /** The pod's own address; absent: no file says it. */
  readonly address?: string;
  /** As istiod calls it: `0.0.0.0_80`, `10.0.0.1_5432`, `virtualOutbound`. */
  readonly listener: string;
  /** The port that was dialled. */
  readonly port: number;
  readonly normalization: PathNormalization;
  /** Where HTTP goes; absent: it is not read. */
  readonly http?: HttpSpec;
  /** For what is not read as HTTP, in their order; a chain without names takes everything. */
  readonly chains: readonly ChainSpec[];
  /** What becomes of everything else. */
  readonly others: OthersSpec;
  /** The pod whose own address was dialled, `NS/NAME`. */
  readonly target?: string;
  /** Reasons why none of this is certain. */
  readonly doubts: readonly string[];
}

export interface HttpSpec {
  /** False: whatever comes is read as HTTP. */
  readonly sniffed: boolean;
  /** The hosts of the port's route table, or the only one that the dialled address stands for. */
  readonly to: { readonly hosts: readonly HostSpec[] } | { readonly host: string };
}

export interface HostSpec {
  /** As a Host header may spell it, lower case, without port; `*` begins a suffix. */
  readonly domains: readonly string[];
  /** By this name its routes are found. */
  readonly host: string;
  /** `Service xnat/web`, or the VirtualService that routes a host of no service. */
  readonly resource: string;
}

export interface ChainSpec {
  /** Empty: whatever no other chain took. */
  readonly sniHosts: readonly string[];
  readonly resource: string;
  readonly at?: Position;
  /** What was dialled is something else: the service has no address, so that it gets every connection to the port. */
  readonly stray?: true;
  /** `rule`: the cluster as istiod calls it. Empty: connections are closed. */
  readonly destinations: readonly { readonly hop: string; readonly rule: string; readonly weight: number }[];
}

export interface OthersSpec {
  readonly mode: 'ALLOW_ANY' | 'REGISTRY_ONLY' | 'ALLOW_ANY_DYNAMIC_DNS';
  /** Who says the mode; absent: it is Istio's default. */
  readonly resource?: string;
  readonly attribute?: string;
  readonly at?: Position;
  /** What answers at the address that was dialled. */
  readonly past: string;
  /** The cluster of a Sidecar's egressProxy, which gets it instead. */
  readonly proxy?: string;
}
