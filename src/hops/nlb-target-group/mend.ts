import type { Blocked, Proposal } from '../kind.ts';
import type { NlbTargetGroupSpec } from './spec.ts';

/** What the group's own attributes could say instead. */
export function mend({ of, group, crossZone }: NlbTargetGroupSpec, { cause }: Blocked): readonly Proposal[] {
  if (of === undefined) return [];
  if (cause === 'zone-without-targets' && !crossZone) return [set(`let the nodes use targets of group ${group} in every zone; AWS bills what crosses zones`, 'load_balancing_cross_zone_enabled', 'true')];
  if (cause === 'client-address-kept' || cause === 'hairpin-dropped') return [set(`let the balancer dial targets of group ${group} with its own address: they no longer see the client's`, 'preserve_client_ip', 'false')];
  return [];

  function set(title: string, attribute: string, to: string): Proposal {
    return { title, edits: [{ edit: 'set', of: of!, path: [attribute], to }], certainty: 'proposed' };
  }
}
