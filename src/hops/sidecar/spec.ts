import type { PathNormalization } from '../../dialects/istio/mesh.ts';
import type { Protocol } from '../../dialects/istio/protocol.ts';

/** A sidecar, as it dials the program beside it, or as it takes a connection that the program makes. */
export type SidecarSpec = InboundSpec | OutboundSpec;

export interface InboundSpec {
  readonly side: 'inbound';
  /** `NS/NAME` */
  readonly pod: string;
  readonly port: number;
  readonly protocol: Protocol;
}

export type OutboundSpec = Outbound & Dialled;

/** What the program addressed: a Service port, `NS/NAME`, that the sidecar knows; or a hop that it knows no Service for. */
export type Dialled = { readonly service: string; readonly host: string } | { readonly past: string };

interface Outbound {
  readonly side: 'outbound';
  readonly pod: string;
  /** The cluster that the pod runs in. */
  readonly scope: string;
  /** The pod's own address; absent: no file says it. */
  readonly address?: string;
  /** The port that was dialled. */
  readonly port: number;
  readonly protocol: Protocol;
  readonly normalization: PathNormalization;
  /** HTTP goes by the Host header, whatever address was dialled: the Services that have this port. */
  readonly hosts: readonly HostSpec[];
  /** Hosts of which it is not modelled where they lead, with the reason; `*` begins a suffix. */
  readonly unclear: readonly { readonly host: string; readonly reason: string }[];
  /** What becomes of a host that is none of these. */
  readonly others: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  /** Reasons why none of this is certain. */
  readonly doubts: readonly string[];
}

export interface HostSpec {
  /** As a Host header may spell it, lower case, without port. */
  readonly names: readonly string[];
  /** `NS/NAME` */
  readonly service: string;
  /** Its full name. */
  readonly host: string;
}
