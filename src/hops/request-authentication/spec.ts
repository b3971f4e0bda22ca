import type { Protocol } from '../../dialects/istio/proxy/protocol.ts';
import type { TokenPlace } from '../../dialects/istio/policies/tokens.ts';
import type { Position } from '../../resource/resource.ts';

/** Whose tokens a proxy takes on one port of its pod, and what it does with them. */
export interface TokenSpec {
  /** `NS/NAME` */
  readonly pod: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** In the order in which the proxy tries them. */
  readonly rules: readonly IssuerSpec[];
  /** Claims that somebody looks at further on, by dotted name. */
  readonly claims: readonly string[];
}

export interface IssuerSpec {
  readonly resource: string;
  /** Empty: any issuer. */
  readonly issuer: string;
  /** Empty: any audience. */
  readonly audiences: readonly string[];
  /** Where it looks for tokens, in the proxy's order. */
  readonly places: readonly TokenPlace[];
  /** Absent: the keys are taken to be there, and to fit. */
  readonly keys?: KeySpec;
  /** False: the token does not go on. */
  readonly forwards: boolean;
  /** Headers that get a claim's value. */
  readonly headers: readonly { readonly header: string; readonly claim: string }[];
  /** A header that gets the whole payload, as it stood in the token. */
  readonly payloadHeader?: string;
  readonly attribute?: string;
  readonly at?: Position;
}

/** `rule`: facts about a token say by the rule's id whether its keys fit; keys that are elsewhere are taken to. */
export type KeySpec = { readonly rule: string } | { readonly nowhere: string } | { readonly unknown: string };
