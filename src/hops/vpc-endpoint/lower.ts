import { quiet } from '../../ir/origin.ts';
import type { Field } from '../../ir/field.ts';
import type { Op, Value } from '../../ir/program.ts';
import { wireAddress } from '../../dialects/aws/network/wire.ts';
import type { Lowered } from '../kind.ts';
import type { NodeSpec, VpcEndpointSpec } from './spec.ts';

/**
 * PrivateLink carries the connection to one node of the provider's load balancer: no route, no network ACL and no overlap of
 * addresses matters between the two (PrivateLink guide, "Share your services": one way, from consumer to provider).
 */
export function lower(spec: VpcEndpointSpec): Lowered {
  const closed = spec.closed.map(({ cause, origin }): Op => ({ op: 'stop', verdict: { kind: 'dropped', cause }, instead: [], origin }));
  return { title: spec.title, dialler: 'client', ops: [...closed.slice(0, 1).map((op) => withRest(op, closed.slice(1))), ...onward(spec)] };
}

/** A stop that, mended, meets the next one. */
function withRest(op: Op, rest: readonly Op[]): Op {
  return op.op === 'stop' ? { ...op, instead: rest.length === 0 ? [] : [withRest(rest[0]!, rest.slice(1))] } : op;
}

function onward({ leads, port, interface: own, origin }: VpcEndpointSpec): readonly Op[] {
  const silent = quiet(leads.origin);
  if (leads.to === 'service') return [{ op: 'stop', verdict: { kind: 'delivered', workload: leads.workload }, origin: leads.origin }];
  if (leads.to === 'unknown') return [{ op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: leads.origin }];
  const absent = (field: Field): Op => ({ op: 'set', field, to: { absent: true }, origin: quiet(origin) });
  // The provider's groups see the consumer's own address; a group of the consumer means nothing there.
  const crossed: readonly Op[] = [absent('src.groups'), absent('src.pod'), absent('src.cluster'), absent('subnet'), absent('dst.interface'), absent('tracked'), absent('attachment'), { op: 'set', field: 'src.interface', to: { literal: own }, origin: quiet(origin) }];
  if (leads.to === 'forwarding') {
    const shown: Op = { op: 'set', field: 'src.address', to: { unknown: 'the address of a node of the load balancer behind the endpoint service, which PrivateLink puts in place of the client' }, origin: silent };
    return [...crossed, shown, { op: 'pick', bind: 'node', among: leads.services.map((service) => ({ value: service, weight: 1, origin: leads.origin, then: [{ op: 'goto', hop: `balancer/${service}/${port}`, origin: silent }] })), origin: leads.origin }];
  }
  const among = leads.nodes.map((node) => ({
    value: node.interface,
    weight: 1,
    origin: node.origin,
    then: [{ op: 'set', field: 'dst.address', to: addressOf(node), origin: silent } as const, { op: 'goto', hop: node.guarded ? wireAddress({ word: 'link-in', place: node.interface, port }) : `forward/${node.balancer}/${port}`, origin: silent } as const],
  }));
  return [...crossed, { op: 'pick', bind: 'node', among, origin: leads.origin }];
}

/** PrivateLink addresses the connection to the node anew; the consumer's own address stays, as far as the node's groups see it. */
function addressOf({ address, interface: key, within }: NodeSpec): Value {
  return address === undefined ? { unknown: `the address of ${key}, which AWS has yet to choose`, ...(within.length === 0 ? {} : { within }) } : { literal: address };
}
