import { gatewayEndpointProtocols } from '../../facts/network-gateways.ts';
import { always, is, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { GatewayEndpointSpec } from './spec.ts';

/** Straight to the service, for what comes from the endpoint's own VPC (VPC guide, "Gateway endpoints": considerations). */
export function lower(spec: GatewayEndpointSpec): Lowered {
  const { title, origin } = spec;
  const silent = quiet(origin);
  const lowered = (ops: readonly Op[]): Lowered => ({ title, dialler: 'client', ops });
  if (spec.part === 'end') return lowered([{ op: 'stop', verdict: { kind: 'delivered', workload: spec.service }, origin: { ...origin, note: `${title} leads to ${spec.service}` } }]);
  const { vpc, cidrs, reply } = spec;
  const only = (match: Match, note: string): Op => ({
    op: 'switch',
    cases: [
      { match, then: [], origin: silent },
      { match: always, then: [{ op: 'stop', verdict: { kind: 'dropped', cause: 'not-carried' }, origin: { ...origin, note } }], origin: silent },
    ],
    origin: silent,
  });
  const near: Match = { field: 'src.address', in: cidrs.map((cidr) => ({ cidr })) };
  return lowered([
    ...(cidrs.length === 0 ? [] : [only(near, `${title} takes only what ${vpc} (${cidrs.join(', ')}) sends itself`)]),
    only(is('protocol', ...gatewayEndpointProtocols), `${title} carries TCP and ICMP only`),
    { op: 'goto', hop: reply, origin: silent },
  ]);
}
