import { always, is, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { VpnGatewaySpec } from './spec.ts';

/** What is behind the gateway is in no input: packets are carried as far as somebody says that there is something. */
export function lower(spec: VpnGatewaySpec): Lowered {
  return { title: spec.title, dialler: 'client', ops: opsOf(spec) };
}

function opsOf(spec: VpnGatewaySpec): readonly Op[] {
  const { title, origin } = spec;
  const silent = quiet(origin);
  switch (spec.part) {
    case 'in':
      return [{ op: 'goto', hop: spec.router, origin: silent }];
    case 'end':
      return [{ op: 'stop', verdict: { kind: 'delivered', workload: `what is behind ${title}` }, origin: { ...origin, note: `what is behind ${title} is in no input: it is taken to take the connection` } }];
    case 'back':
      return [either(is('src.interface', spec.key), [{ op: 'goto', hop: spec.beyond, origin: silent }], [lost(origin, `the reply leaves through ${title}, from where the connection did not come`)], silent)];
    case 'out': {
      const go: Op = { op: 'goto', hop: spec.reply, origin: silent };
      if (spec.behind === 'something') return [go];
      if (spec.behind === 'nothing') return [lost(origin, `no VPN connection and no Direct Connect gateway of ${title} is in the inputs: it has no route for the destination`)];
      return [either({ field: 'dst.address', in: spec.behind.cidrs.map((cidr) => ({ cidr })) }, [go], [lost(origin, `the static routes behind ${title} (${spec.behind.cidrs.join(', ')}) do not take the destination`)], silent)];
    }
    default:
      return spec;
  }
}

function lost(origin: Origin, note: string): Op {
  return { op: 'stop', verdict: { kind: 'dropped', cause: 'route-missing' }, origin: { ...origin, note } };
}

function either(match: Match, then: readonly Op[], otherwise: readonly Op[], origin: Origin): Op {
  return { op: 'switch', cases: [{ match, then, origin }, { match: always, then: otherwise, origin }], origin };
}
