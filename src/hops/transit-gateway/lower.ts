import { always, is, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { DoorSpec, RouteSpec, TransitGatewaySpec } from './spec.ts';

/** The table of the attachment through which packets come says through which one they leave. */
export function lower({ title, back, table, unlisted, origin }: TransitGatewaySpec): Lowered {
  const silent = quiet(origin);
  const lowered = (ops: readonly Op[]): Lowered => ({ title, dialler: 'client', ops });
  if (unlisted === true) return lowered([{ op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: `no input says which route table of ${title} decides for ${origin.rule} (aws ec2 get-transit-gateway-route-table-associations)` } }]);
  if (table === undefined) return lowered([missing({ ...origin, note: `${title} has no route table for what ${origin.rule} sends: nothing is passed on` }, [])]);
  const { name, routes, doubts, unrouted } = table;
  const address = back ? 'src.address' : 'dst.address';
  const taken = routes.map((route): Case => ({ match: { field: address, in: [{ cidr: route.cidr }] }, then: onward(route, back), origin: 'doors' in route.next || 'gateway' in route.next ? route.origin : quiet(route.origin) }));
  const doubted = doubts.map((reason): Case => ({ match: { unknown: { reason } }, then: [{ op: 'stop', verdict: { kind: 'delivered', workload: `whatever is behind ${title}` }, origin }], origin: silent }));
  const instead = unrouted.map((route): Case => ({ match: { field: address, in: [{ cidr: route.cidr }] }, then: onward(route, back), origin: quiet(route.origin) }));
  const lost = missing({ ...origin, note: `${name}, which decides for ${origin.rule}, has no route for ${back ? 'the reply' : 'this address'}` }, instead.length === 0 ? [] : [{ op: 'switch', cases: [...instead, { match: always, then: [], origin: silent }], origin: silent }]);
  return lowered([{ op: 'switch', cases: [...taken, ...doubted, { match: always, then: [lost], origin: silent }], origin: silent }]);
}

function missing(origin: Origin, instead: readonly Op[]): Op {
  return { op: 'stop', verdict: { kind: 'dropped', cause: 'route-missing' }, ...(instead.length === 0 ? {} : { instead }), origin };
}

function onward({ next, origin }: RouteSpec, back: boolean): readonly Op[] {
  const silent = quiet(origin);
  if ('dead' in next) return [{ op: 'stop', verdict: { kind: 'dropped', cause: 'route-dead' }, origin: { ...origin, note: next.dead } }];
  if ('outside' in next) return [{ op: 'stop', verdict: { kind: 'delivered', workload: next.outside }, origin: { ...origin, note: `${next.outside} is in no input: it is taken to take the connection` } }];
  if ('gateway' in next) return [...ungrouped(back, silent), { op: 'goto', hop: next.gateway, origin: silent }];
  if ('unknown' in next) {
    const lost: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'route-missing' }, origin: { ...origin, note: next.unknown } };
    return [{ op: 'switch', cases: [{ match: { unknown: { reason: next.unknown } }, then: [lost], origin: silent }, { match: always, then: [{ op: 'stop', verdict: { kind: 'delivered', workload: 'one of several VPCs' }, origin }], origin: silent }], origin: silent }];
  }
  return [...(next.groups ? [] : ungrouped(back, silent)), ...through(next.doors, next.keeps && back, silent)];
}

/** A flow through a VPC in appliance mode keeps to the interface that it got first; else there is one, or nobody knows which. */
function through(doors: readonly DoorSpec[], kept: boolean, silent: Origin): readonly Op[] {
  const [only, ...others] = doors;
  if (only === undefined) return [];
  if (others.length === 0) return [{ op: 'goto', hop: only.hop, origin: silent }];
  const go = (door: DoorSpec): readonly Op[] => [{ op: 'goto', hop: door.hop, origin: silent }];
  const chosen: Op = { op: 'pick', bind: 'attachment', among: doors.map((door) => ({ value: door.interface, weight: 1, then: go(door), origin: silent })), origin: silent };
  if (!kept) return [chosen];
  const before = doors.map((door): { match: Match; then: readonly Op[]; origin: Origin } => ({ match: is('attachment', door.interface), then: go(door), origin: silent }));
  return [{ op: 'switch', cases: [...before, { match: always, then: [chosen], origin: silent }], origin: silent }];
}

/** Groups of the sender mean nothing beyond a gateway, unless it and both attachments let them be named. */
function ungrouped(back: boolean, silent: Origin): readonly Op[] {
  return back ? [] : [{ op: 'set', field: 'src.groups', to: { absent: true }, origin: silent }];
}
