import { contains } from '../../ir/address.ts';
import type { Field } from '../../ir/field.ts';
import { inBlock } from '../../dialects/aws/network/families.ts';
import { ephemeralHabits, ephemeralPorts } from '../../facts/ephemeral-ports.ts';
import { always, every, is, never, not, present, some, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { EntrySpec, NetworkAclSpec } from './spec.ts';

/** Entries in the order of their numbers, the first that matches decides; at the end everything is denied (VPC guide, "Network ACL rules"). */
export function lower(spec: NetworkAclSpec): Lowered {
  const known = lowered.get(spec) ?? made(spec);
  lowered.set(spec, known);
  return known;
}

/** One network ACL is asked at every port of every interface behind it. */
const lowered = new WeakMap<NetworkAclSpec, Lowered>();

function made(spec: NetworkAclSpec): Lowered {
  const { entries, origin } = spec;
  const silent = quiet(origin);
  const within: Case = { match: withinSubnet(spec), then: [], origin: silent };
  const asked = entries.map((entry, index): Case => {
    const match = matchOf(spec, entry, index);
    return { match, then: entry.allows ? [] : [denied(spec, entry.origin)], origin: entry.allows ? entry.origin : quiet(entry.origin) };
  });
  const doubted: readonly Case[] = spec.doubt === undefined ? [] : [{ match: { unknown: { reason: spec.doubt } }, then: [], origin: silent }];
  const cases = [within, ...asked, ...doubted, { match: always, then: [denied(spec, origin)], origin: silent }];
  return { title: `${spec.acl} of ${spec.subnet}`, dialler: 'client', ops: [{ op: 'switch', cases: cases.filter(({ match }) => match !== never), origin: silent }] };
}

function denied({ word }: NetworkAclSpec, origin: Origin): Op {
  return { op: 'stop', verdict: { kind: 'dropped', cause: word.startsWith('back') ? 'reply-dropped' : 'acl-dropped' }, instead: [], origin };
}

/** Packets that stay in the subnet meet no network ACL (VPC guide, "Network ACLs"). */
function withinSubnet({ word, own }: NetworkAclSpec): Match {
  if (word === 'in') return is('subnet', own.subnet);
  const [end, address]: readonly [Field, Field] = word === 'back-out' ? ['src.interface', 'src.address'] : ['dst.interface', 'dst.address'];
  const near: Match = own.cidrs.length === 0 ? never : { field: address, in: own.cidrs.map((cidr) => ({ cidr })) };
  return some([own.interfaces.length === 0 ? never : is(end, ...own.interfaces), every([not(present(end)), near])]);
}

/** Entries see the far end of the packet, and the port to which the packet goes: of a reply, the one from which the client dialled. */
function matchOf(spec: NetworkAclSpec, entry: EntrySpec, index: number): Match {
  const { protocol, cidr, type, doubt } = entry;
  const far = spec.word === 'out' || spec.word === 'back-in' ? 'dst.address' : 'src.address';
  const sure: Match = doubt === undefined ? always : { unknown: { reason: `of entry ${entry.number} nobody knows what it does: ${doubt}` } };
  const typed: Match = type === undefined ? sure : { unknown: { reason: `entry ${entry.number} is about ICMP of type ${type} only, and nobody says which type is meant` } };
  const icmp = protocol === 'icmp' || protocol === 'icmpv6';
  const six = cidr.includes(':');
  if (icmp && (protocol === 'icmpv6') !== six) return never;
  return every([protocol === 'all' ? always : is('protocol', icmp ? 'icmp' : protocol), inBlock(far, cidr), typed, portMatch(spec, entry, index)]);
}

function portMatch({ word, entries }: NetworkAclSpec, { ports }: EntrySpec, index: number): Match {
  if (ports === undefined) return always;
  const range = [{ from: ports.from, to: ports.to + 1 }];
  if (!word.startsWith('back')) return { field: 'dst.port', in: range };
  return some([{ field: 'src.port', in: range }, every([not(present('src.port')), chosen(entries, index)])]);
}

/**
 * Whether an entry takes a reply to a port that the client chooses itself. Entries that do the same one after another count
 * together, at the last one that is needed.
 */
function chosen(entries: readonly EntrySpec[], index: number): Match {
  const own = together(entries, index);
  if (covers(own)) return always;
  const { ports, cidr, number } = entries[index]!;
  if (ports === undefined || ports.to < ephemeralPorts.from) return never;
  const last = entries.findIndex((entry, at) => at > index && entry.cidr === cidr && covers(together(entries, at)) && together(entries, at).includes(ports));
  if (last > index) return never;
  return { unknown: { reason: `entry ${number} is about ports ${ports.from}-${ports.to}: ${ephemeralHabits}` } };
}

type Ports = NonNullable<EntrySpec['ports']>;

/** Ports that an entry and those directly before it take of its packets, all to the same end. */
function together(entries: readonly EntrySpec[], index: number): readonly Ports[] {
  const { allows, protocol, cidr } = entries[index]!;
  const found: Ports[] = [];
  for (let at = index; at >= 0; at--) {
    const entry = entries[at]!;
    if (entry.allows !== allows) {
      if (overlap(entry, entries[index]!)) break;
      continue;
    }
    const wider = entry.cidr === cidr || contains(entry.cidr, cidr) === true;
    if (wider && (entry.protocol === protocol || entry.protocol === 'all') && entry.ports !== undefined) found.push(entry.ports);
  }
  return found;
}

/** Whether a packet may meet both entries. */
function overlap(one: EntrySpec, other: EntrySpec): boolean {
  const apartBlocks = contains(one.cidr, other.cidr) === false && contains(other.cidr, one.cidr) === false;
  return !apartBlocks && (one.protocol === other.protocol || one.protocol === 'all' || other.protocol === 'all') && (one.ports === undefined || one.ports.to >= ephemeralPorts.from);
}

function covers(ports: readonly Ports[]): boolean {
  let next: number = ephemeralPorts.from;
  for (const { from, to } of [...ports].sort((a, b) => a.from - b.from)) if (from <= next) next = Math.max(next, to + 1);
  return next > ephemeralPorts.to;
}
