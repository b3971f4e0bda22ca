import type { ModeDecider, WorkloadPlace } from '../../dialects/istio/policies/exemption.ts';
import type { MutualTlsMode } from '../../dialects/istio/policies/peer-authentication.ts';
import type { Protocol } from '../../dialects/istio/proxy/protocol.ts';
import type { Position } from '../../resource/resource.ts';

/** Which TLS a sidecar takes on one port of its pod, and who decided that. */
export interface PeerAuthenticationSpec {
  /** `NS/NAME` */
  readonly pod: string;
  /** The pod's port; a Service's port is another number. */
  readonly port: number;
  readonly protocol: Protocol;
  /** Where bytes for this port go, as istiod calls it. Absent in a truth table. */
  readonly cluster?: string;
  /** TLS of the port's own that the sidecar ends instead of the mesh's, with the files that it names. */
  readonly ownTls?: { readonly resource: string; readonly attribute: string; readonly at?: Position; readonly certificate: string; readonly clients?: string };
  /** The pod's own identity, without `spiffe://`. */
  readonly principal: string;
  /** Who signs the mesh's certificates. */
  readonly authority: string;
  /** More than one only where the age of objects decides and nobody knows it. */
  readonly modes: readonly DecidedMode[];
  /** Why the protocol of the port is not certain. */
  readonly doubt?: string;
  /** What a new object would need to mean this workload only. Absent in a truth table. */
  readonly workload?: WorkloadPlace;
}

export interface DecidedMode {
  readonly mode: MutualTlsMode;
  /** As people name it; absent: nobody said anything, and Istio's default holds. */
  readonly resource?: string;
  readonly attribute?: string;
  readonly at?: Position;
  readonly decider?: ModeDecider;
}
