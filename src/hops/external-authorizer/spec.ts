import type { PolicySpec, Standing } from '../../dialects/istio/policies/rules.ts';
import type { Protocol } from '../../dialects/istio/proxy/protocol.ts';

/** Every CUSTOM policy that one proxy enforces on one port of its pod. */
export interface AuthorizerSpec extends Standing {
  /** `NS/NAME` */
  readonly pod: string;
  readonly protocol: Protocol;
  /** The pod's own address, for `destination.ip`. Absent: no file says it. */
  readonly address?: string;
  readonly policies: readonly CustomPolicy[];
  /** Who is asked, one filter each, in the order of their names. */
  readonly providers: readonly ProviderSpec[];
}

export interface CustomPolicy extends PolicySpec {
  readonly provider: string;
}

export interface ProviderSpec {
  readonly name: string;
  /** Absent: no mesh config is in the inputs, and either may be. */
  readonly speaks?: 'http' | 'grpc';
  /** Why nobody can be asked: then whatever its policies match is denied. */
  readonly broken?: string;
  /** The authorizer that cannot be asked lets the request through. */
  readonly failOpen?: true;
  /** What the client gets where the authorizer cannot be asked; absent: 403. */
  readonly statusOnError?: number;
  /** Headers that the authorizer may write into a request that it allows. */
  readonly writes: readonly string[];
}
