import type { AuthorizationRule } from '../../dialects/istio/authorization.ts';
import type { Where } from '../../dialects/istio/conditions.ts';
import type { Protocol } from '../../dialects/istio/protocol.ts';
import type { Identity, Position } from '../../resource/resource.ts';

/** Every AuthorizationPolicy that one proxy enforces on one port of its pod. */
export interface AuthorizationSpec extends Omit<Where, 'namespace'> {
  /** `NS/NAME` */
  readonly pod: string;
  readonly protocol: Protocol;
  /** The pod's own address, for `destination.ip`. Absent: no file says it. */
  readonly address?: string;
  /** By namespace (the root namespace first) and age. Dry-run and AUDIT policies never decide, and are left out. */
  readonly policies: readonly PolicySpec[];
}

export interface PolicySpec {
  readonly namespace: string;
  readonly name: string;
  readonly action: 'ALLOW' | 'DENY' | 'CUSTOM';
  /** Who decides for CUSTOM. `missing`: the mesh names no such authorizer, so everything is denied. */
  readonly provider?: { readonly name: string; readonly missing?: true };
  readonly rules: readonly RuleSpec[];
  readonly identity?: Identity;
  readonly at?: Position;
}

/** A rule with the places of its parts; both absent in a truth table. */
export interface RuleSpec extends Pick<AuthorizationRule, 'from' | 'to' | 'when'> {
  readonly at?: Position;
}
