import type { Blocked, Proposal } from '../kind.ts';
import type { NlbTargetGroupSpec } from './spec.ts';

/** What the group's own attributes could say instead. */
export function mend({ of, group, crossZone, keeping, balancer }: NlbTargetGroupSpec, { cause }: Blocked): readonly Proposal[] {
  if (cause === 'hairpin-dropped' && keeping !== undefined) return [{ title: `let ${balancer} dial with its own address: pods no longer see the client's, unless they read proxy_protocol_v2`, edits: [{ edit: 'set', ...keeping }], certainty: 'proposed' }];
  if (of === undefined) return [];
  if (cause === 'zone-without-targets' && !crossZone) return [set(`let the nodes use targets of group ${group} in every zone; AWS bills what crosses zones`, 'load_balancing_cross_zone_enabled', 'true')];
  if (cause === 'client-address-kept' || cause === 'hairpin-dropped') return [set(`let the balancer dial targets of group ${group} with its own address: they no longer see the client's`, 'preserve_client_ip', 'false')];
  return [];

  function set(title: string, attribute: string, to: string): Proposal {
    return { title, edits: [{ edit: 'set', of: of!, path: [attribute], to }], certainty: 'proposed' };
  }
}

/** The balancer writes the header that its targets read, and no other. */
export function mendDial({ of, group, preamble }: NlbTargetGroupSpec, { cause }: Blocked): readonly Proposal[] {
  if (of === undefined || (cause !== 'preamble-unexpected' && cause !== 'preamble-missing') || preamble === (cause === 'preamble-missing')) return [];
  const title = preamble ? `send targets of group ${group} no PROXY protocol header: they see the balancer's address, or the client's with preserve_client_ip` : `send targets of group ${group} the PROXY protocol header that they wait for`;
  return [{ title, edits: [{ edit: 'set', of, path: ['proxy_protocol_v2'], to: !preamble }], certainty: 'proposed' }];
}
