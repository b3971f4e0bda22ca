import { internet } from '../../dialects/aws/network/places.ts';
import type { Field } from '../../ir/field.ts';
import { always, any, is, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Case, Op, Origin, Share, Value } from '../../ir/program.ts';
import type { HealthOf, Link, Lowered } from '../kind.ts';
import type { BackSpec, BeyondSpec, DefaultRouteSpec, DoorSpec, NetworkInterfaceSpec, PassSpec, WaySpec } from './spec.ts';

/** Packets get the addresses of both ends where they begin, and are handed to whatever stands behind an interface where they end. */
export function lower(spec: NetworkInterfaceSpec, _link: Link, health: HealthOf): Lowered {
  return { title: spec.title, dialler: 'client', ops: opsOf(spec, health) };
}

function opsOf(spec: NetworkInterfaceSpec, health: HealthOf): readonly Op[] {
  switch (spec.part) {
    case 'choice':
      return [{ op: 'pick', bind: 'subnet', among: spec.among.map(({ value, hop, origin }) => ({ value, weight: 1, then: [{ op: 'goto', hop, origin: quiet(origin) }], origin })), origin: quiet(spec.origin) }];
    case 'way':
      return way(spec, health);
    case 'pass':
      return pass(spec);
    case 'back':
      return back(spec);
    case 'beyond':
      return beyond(spec);
    case 'route':
      return route(spec);
    default:
      return spec;
  }
}

function way({ from, leaves, source, groups, pod, doors, nodes, origin }: WaySpec, health: HealthOf): readonly Op[] {
  const silent = quiet(origin);
  const set = (field: Field, to: Value): Op => ({ op: 'set', field, to, origin: silent });
  const gone = (...fields: readonly Field[]): readonly Op[] => fields.map((field) => set(field, { absent: true }));
  const sender: readonly Op[] = source === 'kept' ? [] : [set('src.address', 'address' in source ? { literal: source.address } : source), ...(pod ? [] : gone('src.pod', 'src.cluster'))];
  const holding: readonly Op[] = groups === 'kept' ? [] : [set('src.groups', groups === 'unknown' ? { unknown: `the security groups of ${from}` } : groups.length === 0 ? { absent: true } : { literal: groups })];
  const leave: Op = { op: 'goto', hop: leaves, origin: silent };
  const begun = [set('src.interface', { literal: from }), ...sender, ...holding, ...gone('subnet', 'tracked', 'attachment')];
  const [only, ...others] = doors.map((door) => [...sameFamily(from, door), ...through(door, leave)]);
  if (!nodes && only !== undefined && others.length === 0) return [...begun, ...only];
  const among = doors.map((door): Share => ({ value: door.interface ?? door.address ?? door.title, weight: 1, then: [...sameFamily(from, door), ...through(door, leave)], origin: doors.length === 1 ? quiet(door.origin) : door.origin, ...named(door, health) }));
  return [...begun, { op: 'pick', bind: 'node', among, origin: silent }];
}

/** A name server leaves out a node of which no target is healthy in one of its groups (NLB guide, "Health checks": no healthy target in an enabled zone). */
function named({ interface: key, asks }: DoorSpec, health: HealthOf): Pick<Share, 'health'> {
  if (key === undefined || asks === undefined || asks.length === 0) return {};
  const bare = asks.some(({ group, targets }) => targets.every((target) => health(group, target, { interface: key }) === 'unhealthy'));
  return { health: bare ? 'unhealthy' : 'healthy' };
}

/** Somebody on the internet has an address of one family, and a door of the other is none for them: no name server names it (RFC 3596). */
function sameFamily(from: string, { title, address, origin }: DoorSpec): readonly Op[] {
  if (from !== internet || address === undefined) return [];
  const [other, own] = address.includes(':') ? ['0.0.0.0/0', 'IPv4'] : ['::/0', 'IPv6'];
  const stop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'no-public-address' }, origin: { ...origin, note: `${title} has no address of ${own}, and the client has no other` } };
  return [either({ field: 'src.address', in: [{ cidr: other }] }, [stop], [], quiet(origin))];
}

function through({ interface: key, title, address, within, unused, service, hidden, origin }: DoorSpec, leave: Op): readonly Op[] {
  const silent = quiet(origin);
  if (hidden === true) return [{ op: 'stop', verdict: { kind: 'dropped', cause: 'no-public-address' }, origin: { ...origin, note: `${title} has no public address: nothing on the internet reaches it` } }];
  if (address === undefined && key === undefined) return [leave];
  const to: Value = address === undefined ? { unknown: `the address of ${title}, which AWS has yet to choose`, ...(within === undefined ? {} : { within }) } : { literal: address };
  return [
    { op: 'set', field: 'dst.address', to, origin: silent },
    { op: 'set', field: 'dst.interface', to: address === undefined && key !== undefined ? { literal: key } : { absent: true }, origin: silent },
    ...(service === undefined ? [] : [offered(service)]),
    unused === undefined ? leave : { op: 'stop', verdict: { kind: 'dropped', cause: 'address-unused' }, instead: [leave], origin: unused },
  ];
}

/** Security groups, network ACLs and routes are not asked about what every VPC offers (VPC guide, "Understanding Amazon DNS"). */
function offered({ title, protocols, off, origin }: NonNullable<DoorSpec['service']>): Op {
  const stop: Op = { op: 'stop', verdict: off ? { kind: 'dropped', cause: 'address-unused' } : { kind: 'delivered', workload: title }, origin };
  return either(is('protocol', ...protocols), [stop], [], quiet(origin));
}

/** A machine drops what is addressed to others, unless its check is off; what it does with it then is its own affair (EC2 guide, "Source/destination checking"). */
function pass({ title, next, own, origin }: PassSpec): readonly Op[] {
  const silent = quiet(origin);
  const on: Op = { op: 'goto', hop: next, origin: silent };
  if (own === undefined) return [on];
  const { key, addresses, prefixes, forwards } = own;
  const taken = [...addresses.map((exact): Pattern => ({ exact })), ...prefixes.map((cidr): Pattern => ({ cidr }))];
  const meant: Match = taken.length === 0 ? is('dst.interface', key) : any(is('dst.interface', key), { field: 'dst.address', in: taken });
  const stop: Op = forwards
    ? { op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: `${title} may pass on what is addressed to others, and where to is in no file` } }
    : { op: 'stop', verdict: { kind: 'dropped', cause: 'not-carried' }, origin: { ...origin, note: `${title} drops what is addressed to others: its source/destination check is on` } };
  return [either(meant, [on], [stop], silent)];
}

function back({ key, title, beyond: next, passes, origin }: BackSpec): readonly Op[] {
  const silent = quiet(origin);
  const lost: Op =
    passes === undefined
      ? { op: 'stop', verdict: { kind: 'dropped', cause: 'address-unused' }, origin: { ...origin, note: `a route brings ${title}, which has not begun the connection` } }
      : { op: 'goto', hop: passes, origin: silent };
  const unseen: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'asymmetric' }, origin: { ...origin, note: `the reply has come back to ${title} past the firewall that saw the connection begin, which drops what follows` } };
  const arrived = either({ field: 'tracked', in: [{ glob: '?*' }] }, [unseen], [{ op: 'goto', hop: next, origin: silent }], silent);
  return [either(is('src.interface', key), [arrived], [lost], silent)];
}

function beyond({ title, node, leads, otherwise, origin }: BeyondSpec): readonly Op[] {
  const silent = quiet(origin);
  const chosen: readonly Op[] = node === undefined ? [] : [{ op: 'set', field: 'node', to: { literal: node }, origin: silent }];
  const cases = leads.map(({ address, to }): Case => ({ match: { field: 'dst.address', in: [{ exact: address }] }, then: [{ op: 'goto', hop: to, origin: silent }], origin: silent }));
  const rest: Op =
    otherwise === undefined
      ? { op: 'stop', verdict: { kind: 'delivered', workload: title }, origin: { ...origin, note: `${title} takes it` } }
      : typeof otherwise === 'string'
        ? { op: 'goto', hop: otherwise, origin: silent }
        : 'unheardOf' in otherwise
          ? { op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: otherwise.unheardOf } }
          : { op: 'stop', verdict: { kind: 'dropped', cause: 'no-listener' }, origin: otherwise.says ?? { ...origin, note: otherwise.nothing } };
  return cases.length === 0 ? [...chosen, rest] : [...chosen, { op: 'switch', cases: [...cases, { match: always, then: [rest], origin: silent }], origin: silent }];
}

function route({ vpc, interfaces, blocks, router, subnet, outside, back: reply, origin }: DefaultRouteSpec): readonly Op[] {
  const silent = quiet(origin);
  const [address, interfaceField]: readonly [Field, Field] = reply ? ['src.address', 'src.interface'] : ['dst.address', 'dst.interface'];
  const own: Match = any(is(interfaceField, ...interfaces), { field: address, in: blocks.map((cidr) => ({ cidr })) });
  const reason = `no route table of ${vpc} is in the inputs: where it sends ${reply ? 'replies to' : 'what is meant for'} other addresses is in no file`;
  const delivered: readonly Op[] = [...(reply ? [] : [{ op: 'set', field: 'subnet', to: subnet === undefined ? { absent: true } : { literal: subnet }, origin: silent } as Op]), { op: 'goto', hop: router, origin: silent }];
  const lost: Op = { op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: reason } };
  return [either(own, delivered, outside === undefined ? [lost] : [either(is('src.interface', internet), [{ op: 'goto', hop: outside, origin: silent }], [lost], silent)], silent)];
}

function either(match: Match, then: readonly Op[], otherwise: readonly Op[], origin: Origin): Op {
  return { op: 'switch', cases: [{ match, then, origin }, { match: always, then: otherwise, origin }], origin };
}
