import type { PolicySpec, Standing } from '../../dialects/istio/policies/rules.ts';
import type { Protocol } from '../../dialects/istio/proxy/protocol.ts';

/** Every AuthorizationPolicy that one proxy itself enforces on one port of its pod. */
export interface AuthorizationSpec extends Standing {
  /** `NS/NAME` */
  readonly pod: string;
  readonly protocol: Protocol;
  /** The pod's own address, for `destination.ip`. Absent: no file says it. */
  readonly address?: string;
  /** By namespace (the root namespace first) and age. Dry-run and AUDIT policies never decide, and are left out. */
  readonly policies: readonly DecidingPolicy[];
}

export interface DecidingPolicy extends PolicySpec {
  readonly action: 'ALLOW' | 'DENY';
}
