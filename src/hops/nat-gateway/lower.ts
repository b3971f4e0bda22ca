import { always, any, is, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Field } from '../../ir/field.ts';
import type { Op, Value } from '../../ir/program.ts';
import { natProtocols } from '../../facts/network-gateways.ts';
import type { Lowered } from '../kind.ts';
import type { NatGatewaySpec } from './spec.ts';

/** A connection of its own with its own address, for the protocols it knows; nothing that comes to it unasked. */
export function lower({ title, interface: key, address, within, dead, leaves, back, origin }: NatGatewaySpec): Lowered {
  const silent = quiet(origin);
  const lowered = (ops: readonly Op[]): Lowered => ({ title, dialler: 'client', ops });
  const stop = (cause: 'not-carried' | 'route-dead', note: string): Op => ({ op: 'stop', verdict: { kind: 'dropped', cause }, origin: { ...origin, note } });
  if (back) return lowered([stop('not-carried', `${title} takes no reply to a connection that it has not opened`)]);
  const set = (field: Field, to: Value): Op => ({ op: 'set', field, to, origin: silent });
  const gone: readonly Field[] = ['src.groups', 'src.pod', 'src.cluster', 'src.port', 'subnet', 'tracked', 'attachment'];
  const own: Match = any(is('dst.interface', key), ...(address === undefined ? [] : [{ field: 'dst.address', in: [{ exact: address }] } as Match]));
  return lowered([
    ...(dead === undefined ? [] : [stop('route-dead', dead)]),
    {
      op: 'switch',
      cases: [
        { match: own, then: [stop('not-carried', `${title} takes nothing that is sent to its own address`)], origin: silent },
        { match: is('protocol', ...natProtocols), then: [], origin: silent },
        { match: always, then: [stop('not-carried', `${title} carries TCP, UDP and ICMP only`)], origin: silent },
      ],
      origin: silent,
    },
    { op: 'set', field: 'src.address', to: address === undefined ? { unknown: `the private address of ${title}, which AWS has yet to choose`, within } : { literal: address }, origin: { ...origin, note: `${title} sends it on with its own address${address === undefined ? '' : ` ${address}`}` } },
    set('src.interface', { literal: key }),
    ...gone.map((field) => set(field, { absent: true })),
    { op: 'goto', hop: leaves, origin: silent },
  ]);
}
