import type { Protocol } from '../../dialects/istio/protocol.ts';
import type { Position } from '../../resource/resource.ts';

/** Whose tokens a proxy takes on one port of its pod, and what it does with them. */
export interface TokenSpec {
  /** `NS/NAME` */
  readonly pod: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly rules: readonly IssuerSpec[];
  /** Claims that somebody looks at further on, by dotted name. */
  readonly claims: readonly string[];
}

export interface IssuerSpec {
  readonly resource: string;
  readonly issuer: string;
  /** Empty: any audience. */
  readonly audiences: readonly string[];
  /** False: the token does not go on. */
  readonly forwards: boolean;
  /** Headers that get a claim's value. */
  readonly headers: readonly { readonly header: string; readonly claim: string }[];
  /** A header that gets the whole payload, in base64. */
  readonly payloadHeader?: string;
  /** The rule looks for its token in places of its own choice, and a request does not say where it carries one. */
  readonly elsewhere?: string;
  readonly attribute?: string;
  readonly at?: Position;
}
