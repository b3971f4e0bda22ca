import { internet } from '../../dialects/aws/network/places.ts';
import { privateBlocks } from '../../facts/networks.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Field } from '../../ir/field.ts';
import { all, always, is, never, not, present, some, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, HopId, Op, Origin, Value } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { ArriveSpec, DoorSpec, InternetGatewaySpec, LeaveSpec, ReplySpec, RewriteSpec, SenderSpec } from './spec.ts';

/** One private address for one public one, both ways; IPv6 as it is (VPC guide, "Internet gateways"). */
export function lower(spec: InternetGatewaySpec): Lowered {
  return { title: spec.title, dialler: 'client', ops: opsOf(spec) };
}

function opsOf(spec: InternetGatewaySpec): readonly Op[] {
  switch (spec.part) {
    case 'arrive':
      return arrive(spec);
    case 'leave':
      return leave(spec);
    case 'rewrite':
      return rewrite(spec);
    case 'reply':
      return reply(spec);
    case 'outside':
      return [{ op: 'stop', verdict: { kind: 'delivered', workload: internet }, origin: { ...spec.origin, note: `it leaves to the internet` } }];
    default:
      return spec;
  }
}

function arrive({ doors, origin }: ArriveSpec): readonly Op[] {
  const silent = quiet(origin);
  const rest = (then: readonly Op[]): Case => ({ match: always, then, origin: silent });
  const meant = doors.map((door): Case => ({ match: is('dst.interface', door.interface), then: enter(door), origin: silent }));
  const called = doors.flatMap((door): readonly Case[] => (door.public === undefined ? [] : [{ match: address('dst.address', [door.public]), then: enter(door), origin: silent }]));
  const nowhere: Case = { match: inPrivate('dst.address'), then: [drop('not-routable', origin, 'the address is private: the internet has no way to it')], origin: silent };
  const unused = rest([drop('address-unused', origin, 'nothing in the inputs has this public address')]);
  return [absent('subnet', silent), { op: 'switch', cases: [...meant, rest([])], origin: silent }, { op: 'switch', cases: [...called, nowhere, unused], origin: silent }];
}

function enter({ private: own, within, public: shown, interface: key, to, origin }: DoorSpec): readonly Op[] {
  if (typeof to !== 'string') return [{ op: 'stop', verdict: { kind: 'dropped', cause: to.lost }, origin }];
  const silent = quiet(origin);
  const unknown = set('dst.address', { unknown: `the address of ${key}, which AWS has yet to choose`, ...(within === undefined || within.length === 0 ? {} : { within }) }, origin);
  const rewritten: readonly Op[] = own === undefined ? [unknown, set('dst.interface', { literal: key }, silent)] : [set('dst.address', { literal: own }, own === shown ? silent : origin), absent('dst.interface', silent)];
  return [...rewritten, { op: 'goto', hop: to, origin: silent }];
}

function leave({ senders, kept, reply: hop, origin }: LeaveSpec): readonly Op[] {
  const silent = quiet(origin);
  const cases: readonly Case[] = [
    { match: all(not(present('dst.interface')), inPrivate('dst.address')), then: [drop('not-routable', origin, 'the address is private: the internet has no way to it')], origin: silent },
    ...kept.map(({ interface: key, origin: by }): Case => ({ match: is('src.interface', key), then: [{ op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, origin: by }], origin: silent })),
    { match: some(senders.map(sends)), then: [{ op: 'goto', hop, origin: silent }], origin: silent },
    { match: always, then: [drop('no-public-address', origin, `${origin.rule} has no public address for whoever sends this`)], origin: silent },
  ];
  return [{ op: 'switch', cases, origin: silent }];
}

/** By address, because what a firewall or another hop has passed on may come from another interface; by interface where no address is known. */
function sends({ private: own, interface: key }: SenderSpec): Match {
  return own === undefined ? is('src.interface', key) : address('src.address', [own]);
}

function rewrite({ senders, known, arrive: inside, outside, origin }: RewriteSpec): readonly Op[] {
  const silent = quiet(origin);
  const changing = senders.filter(({ private: own, public: shown }) => own === undefined || own !== shown);
  const cases = changing.map((sender): Case => {
    const { public: shown, interface: key } = sender;
    const to: Value = shown === undefined ? { unknown: `the public address of ${key}` } : { literal: shown };
    return { match: sends(sender), then: [set('src.address', to, silent)], origin: { ...origin, note: `${origin.rule} shows ${shown ?? 'a public address that AWS has yet to choose'} instead of ${sender.private ?? `the address of ${key}`}` } };
  });
  const gone = (['src.groups', 'src.pod', 'src.cluster', 'subnet', 'tracked', 'attachment'] as const).map((field) => absent(field, silent));
  const inInputs = some([known.addresses.length === 0 ? never : address('dst.address', known.addresses), known.interfaces.length === 0 ? never : is('dst.interface', ...known.interfaces)]);
  const onward = (match: Match, hop: HopId): Case => ({ match, then: [{ op: 'goto', hop, origin: silent }], origin: silent });
  return [
    { op: 'switch', cases: [...cases, { match: always, then: [], origin: silent }], origin: silent },
    set('src.interface', { literal: internet }, silent),
    ...gone,
    { op: 'switch', cases: [...(inInputs === never ? [] : [onward(inInputs, inside)]), onward(always, outside)], origin: silent },
  ];
}

/** A reply that leaves by a gateway through which its connection did not come goes to somebody else. */
function reply({ next, origin }: ReplySpec): readonly Op[] {
  const silent = quiet(origin);
  const astray = drop('asymmetric', origin, `the reply leaves to the internet by ${origin.rule}, and the connection has not come from there`);
  const homeless = drop('not-routable', origin, `the reply is for a private address, and a route sends it to ${origin.rule}: the internet has no way to it`);
  const unseen = drop('asymmetric', origin, `the reply leaves by ${origin.rule} past the firewall that saw the connection begin, which drops what follows`);
  return [{
    op: 'switch',
    cases: [
      { match: all(is('src.interface', internet), { field: 'tracked', in: [{ glob: '?*' }] }), then: [unseen], origin: silent },
      { match: is('src.interface', internet), then: [{ op: 'goto', hop: next, origin: silent }], origin: silent },
      { match: inPrivate('src.address'), then: [homeless], origin: silent },
      { match: always, then: [astray], origin: silent },
    ],
    origin: silent,
  }];
}

function inPrivate(field: 'dst.address' | 'src.address'): Match {
  return { field, in: privateBlocks.map((cidr) => ({ cidr })) };
}

function address(field: 'src.address' | 'dst.address', exact: readonly string[]): Match {
  return { field, in: exact.map((each) => ({ exact: each })) };
}

function set(field: Field, to: Value, origin: Origin): Op {
  return { op: 'set', field, to, origin };
}

function absent(field: Field, origin: Origin): Op {
  return set(field, { absent: true }, origin);
}

function drop(cause: Cause, origin: Origin, note: string): Op {
  return { op: 'stop', verdict: { kind: 'dropped', cause }, origin: { ...origin, note } };
}

