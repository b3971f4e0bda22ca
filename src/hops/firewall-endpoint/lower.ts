import { always, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { FirewallEndpointSpec } from './spec.ts';

/**
 * Both directions of a connection have to pass the same endpoint: a firewall that has not seen its beginning drops it (Network
 * Firewall guide, "Architectures": asymmetric routing is not supported). What its rules drop is not modelled, and assumed to be nothing.
 */
export function lower({ title, key, back, default: policy, rules, leaves, origin }: FirewallEndpointSpec): Lowered {
  const silent = quiet(origin);
  const lowered = (ops: readonly Op[]): Lowered => ({ title, dialler: 'client', ops });
  const go: Op = { op: 'goto', hop: leaves, origin: silent };
  if (policy === 'drops all') return lowered([{ op: 'stop', verdict: { kind: 'dropped', cause: 'inspection-dropped' }, instead: [go], origin: { ...origin, note: `${title} drops everything: its policy has no rule and a default action that drops` } }]);
  if (policy === 'passes unseen') return lowered([{ ...go, origin: { ...origin, note: `${title} passes ${back ? 'the reply' : 'it'} on unseen: its policy inspects nothing` } }]);
  const ungrouped: Op = { op: 'set', field: 'src.groups', to: { absent: true }, origin: silent };
  if (!back) {
    const seen = { ...origin, note: `${title} sees the connection${rules ? '; what its rules drop is not modelled' : ''}` };
    return lowered([{ op: 'set', field: 'tracked', to: { template: `${key}>{tracked}` }, origin: seen }, ungrouped, go]);
  }
  const met: Match = { field: 'tracked', in: [{ prefix: `${key}>` }] };
  const stray: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'asymmetric' }, instead: [{ op: 'set', field: 'tracked', to: { absent: true }, origin: silent }, go], origin: { ...origin, note: `${title} drops the reply: it has not seen the connection begin` } };
  return lowered([
    {
      op: 'switch',
      cases: [
        { match: met, then: [{ op: 'set', field: 'tracked', to: { head: `${key}>`, with: '' }, origin: silent }, go], origin: { ...origin, note: `${title} knows the connection of the reply` } },
        { match: always, then: [stray], origin: silent },
      ],
      origin: silent,
    },
  ]);
}
