import { always, not, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { EksEndpointSpec } from './spec.ts';

/** Who may come arrives at the API server; what it makes of who is asking is not looked at. */
export function lower(spec: EksEndpointSpec, link: Link): Lowered {
  return { title: `API server of EKS cluster ${spec.cluster}`, dialler: 'client', ops: opsOf(spec, link) };
}

function opsOf(spec: EksEndpointSpec, link: Link): readonly Op[] {
  const { way, cluster, origin } = spec;
  const silent = quiet(way.origin);
  const ends: Op = { op: 'switch', origin: silent, cases: [{ match: { field: 'session.state', in: [{ exact: 'open' }] }, then: [{ op: 'set', field: 'session', to: { pop: { certificate: { authority: 'public' } } }, origin: silent }], origin: silent }, { match: always, then: [], origin: silent }] };
  const arrives: readonly Op[] = [ends, { op: 'stop', verdict: { kind: 'delivered', workload: `API server of EKS cluster ${cluster}` }, origin }];
  switch (way.by) {
    case 'public':
      return [admitting(way), ...arrives];
    case 'private': {
      const told: Op = { op: 'switch', origin: silent, cases: [{ match: always, then: [], origin: way.origin }] };
      const doubt: readonly Op[] = way.unless === undefined ? [] : [{ op: 'switch', origin: silent, cases: [{ match: { unknown: { reason: way.unless } }, then: [{ op: 'stop', verdict: { kind: 'dropped', cause: 'not-routable' }, origin: way.origin }], origin: silent }, { match: always, then: [], origin: silent }] }];
      const onward: readonly Op[] = way.interfaces.length === 0 ? arrives : [{ op: 'pick', bind: 'node', among: way.interfaces.map((hop) => ({ value: hop, weight: 1, then: [{ op: 'goto' as const, hop: link.to(hop), origin: silent }], origin: silent })), origin: silent }];
      return [told, ...doubt, ...onward];
    }
    case 'nothing':
      return [{ op: 'stop', verdict: { kind: 'dropped', cause: way.cause }, origin: way.origin }];
    default:
      return way;
  }
}

/** Addresses outside the blocks are denied; that of somebody behind a gateway is the gateway's own. */
function admitting({ cidrs, leaves, origin }: Extract<EksEndpointSpec['way'], { by: 'public' }>): Op {
  const silent = quiet(origin);
  const inside: Match = { field: 'src.address', in: cidrs.map((cidr) => ({ cidr })) };
  const open = cidrs.includes('0.0.0.0/0');
  const outside: Match = open ? { any: [] } : leaves ? { unknown: { reason: `the public address by which the client leaves its network: the endpoint takes ${cidrs.join(', ')}` } } : not(inside);
  const drop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, instead: [], origin };
  return { op: 'switch', origin: silent, cases: [{ match: outside, then: [drop], origin: silent }, { match: always, then: [], origin: silent }] };
}
