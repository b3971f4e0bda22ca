import { always, any, is, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { SideSpec, VpcPeeringSpec } from './spec.ts';

/** From one VPC into the other, and no further: neither end may be anything beyond them (VPC Peering Guide, "VPC peering limitations"). */
export function lower({ title, back, dead, from, to, regions, origin }: VpcPeeringSpec): Lowered {
  const silent = quiet(origin);
  const lowered = (ops: readonly Op[]): Lowered => ({ title, dialler: 'client', ops });
  const [near, far] = back ? (['dst.address', 'src.address'] as const) : (['src.address', 'dst.address'] as const);
  const target = back ? 'the reply' : 'the destination';
  const ways: Op[] = [
    ...(dead === undefined ? [] : [stop('route-dead', dead)]),
    ...only(to, within(far, to), `${title} leads to ${to.vpc} (${to.cidrs.join(', ')}) only: a peering carries nothing that goes on from there, and ${target} is not in it`),
    ...only(from, back ? within(near, from) : any(within(near, from), is('src.interface', ...from.interfaces)), `${title} takes only what ${from.vpc} (${from.cidrs.join(', ')}) sends itself: a peering carries nothing that comes from beyond`),
  ];
  const crossed: readonly Op[] = regions && !back ? [{ op: 'set', field: 'src.groups', to: { absent: true }, origin: silent }] : [];
  const passes = { ...origin, note: `${title} carries ${back ? 'the reply ' : ''}to ${to.vpc}` };
  const outside: Op = { op: 'stop', verdict: { kind: 'delivered', workload: to.vpc }, origin: { ...origin, note: `${to.vpc} is in no input: it is taken to take the connection` } };
  return lowered([...ways, ...crossed, to.hop === undefined ? outside : { op: 'goto', hop: to.hop, origin: passes }]);

  function stop(cause: 'route-dead' | 'not-carried', note: string): Op {
    return { op: 'stop', verdict: { kind: 'dropped', cause }, ...(cause === 'route-dead' ? { instead: [] } : {}), origin: { ...origin, note } };
  }

  function only({ cidrs }: SideSpec, match: Match, note: string): readonly Op[] {
    if (cidrs.length === 0) return [];
    return [{ op: 'switch', cases: [{ match, then: [], origin: silent }, { match: always, then: [stop('not-carried', note)], origin: silent }], origin: silent }];
  }
}

function within(field: 'src.address' | 'dst.address', { cidrs }: SideSpec): Match {
  return { field, in: cidrs.map((cidr) => ({ cidr })) };
}
