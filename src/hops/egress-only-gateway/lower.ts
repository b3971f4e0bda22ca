import { always } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { EgressOnlyGatewaySpec } from './spec.ts';

/** IPv6 goes out with its own address, and nothing comes in but replies (VPC guide, "Egress-only internet gateways"). */
export function lower(spec: EgressOnlyGatewaySpec): Lowered {
  return { title: spec.title, dialler: 'client', ops: opsOf(spec) };
}

function opsOf(spec: EgressOnlyGatewaySpec): readonly Op[] {
  const { title, origin } = spec;
  const silent = quiet(origin);
  switch (spec.part) {
    case 'leave': {
      const four: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'not-carried' }, origin: { ...origin, note: `${title} carries IPv6 only` } };
      return [{ op: 'switch', cases: [{ match: { field: 'dst.address', in: [{ cidr: '::/0' }] }, then: [{ op: 'goto', hop: spec.reply, origin: silent }], origin: silent }, { match: always, then: [four], origin: silent }], origin: silent }];
    }
    case 'back':
      return [{ op: 'stop', verdict: { kind: 'dropped', cause: 'asymmetric' }, origin: { ...origin, note: `${title} drops the reply: the connection has not come through it` } }];
    case 'beyond':
      return [{ op: 'goto', hop: spec.outside, origin: silent }];
    case 'outside':
      return [{ op: 'stop', verdict: { kind: 'delivered', workload: 'internet' }, origin: { ...origin, note: 'it leaves to the internet' } }];
    default:
      return spec;
  }
}
