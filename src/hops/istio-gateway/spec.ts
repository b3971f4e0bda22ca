import type { Terminate } from '../../ir/program.ts';
import type { Identity, Path, Position } from '../../resource/resource.ts';

/** The listener of a gateway on one of its pod's ports. */
export interface ListenerSpec {
  /** `NS/NAME` */
  readonly pod: string;
  readonly port: number;
  /** Whether connections have to begin with a PROXY protocol header; `unknown` holds the reason. */
  readonly proxyProtocol: boolean | { readonly unknown: string };
  /** One; or two, where which Gateway is older decides and no file says it. The second one's reason says what decides. */
  readonly variants: readonly VariantSpec[];
}

export interface VariantSpec {
  /** What has to be so; only where there are two. */
  readonly when?: string;
  /** istiod's name: `0.0.0.0_8080`. */
  readonly name: string;
  /** As people name it: the Gateway that listens first of all. */
  readonly resource: string;
  readonly at?: Position;
  /** Why nothing listens here: connections are refused. */
  readonly closed?: string;
  /** Why Envoy refuses the listener that istiod makes. */
  readonly rejected?: string;
  /** Why it is not certain that connections come to this listener. */
  readonly doubt?: string;
  readonly chains: readonly ChainSpec[];
}

export interface ChainSpec {
  /** The last part of its address. */
  readonly name: string;
  /** The Gateway it comes from. */
  readonly resource: string;
  readonly attribute?: string;
  readonly at?: Position;
  /** Server names, lower case, `*.` for any labels in front. Empty: whatever the connection names, also nothing. */
  readonly sni: readonly string[];
  /** Protocols one of which the client has to offer; empty: any, or none. */
  readonly alpn: readonly string[];
  /** The gateway ends TLS. */
  readonly ends?: EndingSpec;
  /** The server of a Gateway that somebody wrote; absent: a controller made it. */
  readonly server?: { readonly of: Identity; readonly path: Path };
}

export interface EndingSpec {
  /** As written: SIMPLE, MUTUAL. */
  readonly mode: string;
  readonly attribute?: string;
  readonly at?: Position;
  /** Absent where `missing` says why there is none. */
  readonly terminate?: Terminate;
  /** What is not where istiod would take it from. */
  readonly missing?: string;
  /** What is not modelled, as sentences. */
  readonly doubts: readonly string[];
}
