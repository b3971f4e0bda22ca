import type { PathNormalization } from '../../dialects/istio/mesh/mesh.ts';
import type { Protocol } from '../../dialects/istio/proxy/protocol.ts';
import type { Position } from '../../resource/resource.ts';

/** What a proxy makes of every connection and request on one port of its pod, before a policy looks at it. */
export interface ConnectionSpec {
  /** `sidecar of NS/NAME`, `gateway NS/NAME` */
  readonly proxy: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** HTTP/1.0 is taken too; absent: it gets 426. */
  readonly http10?: true;
  readonly normalization: PathNormalization;
  /** Where the mesh says so; absent: Istio's default, or a truth table. */
  readonly at?: Position;
  /** Whom the proxy takes for the client. */
  readonly client:
    /** Nobody asks. */
    | { readonly by: 'nobody' }
    | { readonly by: 'last-forwarded' }
    | { readonly by: 'peer' }
    /** Entries of X-Forwarded-For that are believed, counted from the right. */
    | { readonly by: 'trusted'; readonly proxies: number }
    | { readonly by: 'unknown'; readonly reason: string };
  /** Absent for a sidecar, which leaves what proxies say of a request as it is. */
  readonly edge?: EdgeSpec;
}

/** A gateway adds its peer to X-Forwarded-For, and says in X-Forwarded-Proto how the client came. */
export interface EdgeSpec {
  /** Proxies in front whose word counts; absent: it cannot be read. */
  readonly trustedProxies?: number;
  /** The peer is whom the PROXY protocol header names. */
  readonly preamble: boolean;
}
