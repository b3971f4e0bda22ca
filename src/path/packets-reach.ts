import { interfacesOf, type Interface } from '../dialects/aws/network/interfaces.ts';
import { vpcsOf } from '../dialects/aws/network/vpcs.ts';
import { wayAddress } from '../dialects/aws/network/wire.ts';
import { nameOf, type Derived } from '../engine/derived.ts';
import { join, meet, minus } from '../engine/diagram.ts';
import { forEvery, forSome, isChoice, isUnknown } from '../engine/quantify.ts';
import { regionOf, unexplainedCarrier, type Region } from '../engine/region.ts';
import type { Carrier } from '../engine/step.ts';
import { all, none, type Diagram, type Level, type Store } from '../engine/store.ts';
import { supportOf } from '../engine/support.ts';
import { walk, type Way } from '../engine/walk.ts';
import type { Hop, HopId, Program } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import type { Path } from './path.ts';

/** What gets from one interface to another and back, whatever the protocol and port. */
export interface Between {
  readonly from: string;
  readonly to: string;
  /** Sets over destination address, port and protocol: what surely gets there, and what may. In one store equal sets are equal numbers. */
  readonly open: Diagram;
  readonly perhaps: Diagram;
}

/** Judges packets between the interfaces of one path; what interfaces have in common is judged once. */
export interface PacketReach {
  readonly path: Path;
  readonly store: Store;
  readonly carrier: Carrier<Derived, Diagram>;
  readonly ends: ReadonlySet<string>;
  /** The path's program until a reply leaves the subnet of the interface that it comes from. */
  readonly outward: Program;
  /** Packets of every protocol and port to every private address. */
  readonly asked: Region;
}

/** Judges in the given store: two versions of an estate in one store can be compared. */
export function packetReach(path: Path, store: Store): PacketReach {
  const ends = new Set(endsOf(path.estate).map(({ key }) => key));
  return { path, store, carrier: unexplainedCarrier(store), ends, outward: outward(path.program, ends), asked: asked(store, path.estate) };
}

/** Interfaces at which packets begin and end: those that pass packets on, or begin another connection, are on the way. */
export function endsOf(estate: Estate): readonly Interface[] {
  return [...interfacesOf(estate).values()].filter(({ owner, vpc }) => vpc !== undefined && !passing.has(owner.kind));
}

const passing: ReadonlySet<string> = new Set(['attachment', 'inspection-endpoint', 'nat']);

/** All interfaces that packets from one get to, at their private addresses. */
export function reachedFrom(reach: PacketReach, from: string): readonly Between[] {
  const { store, carrier } = reach;
  const ways = walk(reach.outward, carrier, wayAddress({ interface: from }, 'address/*/*'), reach.asked, { onward: false });
  const replies: Replies = { home: new Map(), open: [], touched: Infinity };
  const certain = new Map<string, Diagram>();
  const possible = new Map<string, Diagram>();
  const chosen = ways.some(({ fraction }) => fraction < 1);
  let lost = none;
  for (const way of ways) {
    const reply = replyOf(way);
    const open = reply === undefined ? none : meet(store, way.traffic.rest, homeOf(reach, replies, reply.hop, way.traffic));
    if (reply !== undefined && open !== none) {
      certain.set(reply.end, join(store, certain.get(reply.end) ?? none, surely(store, open)));
      possible.set(reply.end, join(store, possible.get(reply.end) ?? none, maybe(store, open)));
    }
    // Packets that take one of several ways surely arrive where they arrive by all of them.
    if (chosen) lost = join(store, lost, maybe(store, minus(store, way.traffic.rest, open)));
  }
  return [...possible].map(([to, perhaps]) => ({ from, to, open: chosen ? minus(store, certain.get(to)!, lost) : certain.get(to)!, perhaps }));
}

function surely(store: Store, set: Diagram): Diagram {
  return doubtful(store, set) ? forEvery(store, set, undecided) : set;
}

function maybe(store: Store, set: Diagram): Diagram {
  return doubtful(store, set) ? forSome(store, set, undecided) : set;
}

function doubtful(store: Store, set: Diagram): boolean {
  for (const level of supportOf(store, set)) if (undecided(store.levels[level]!)) return true;
  return false;
}

function undecided(level: Level): boolean {
  return isUnknown(level) || isChoice(level);
}

/** From a port that the sender's machine chooses. */
function asked(store: Store, estate: Estate): Region {
  const cidrs = [...vpcsOf(estate).values()].flatMap((vpc) => vpc.cidrs.written);
  const region = regionOf(store, { field: 'dst.address', in: cidrs.map((cidr) => ({ cidr })) });
  return { ...region, cells: new Map([...region.cells, ['src.port', null], ['dst.interface', null]]) };
}

/** A reply that has left the subnet of the interface at which the connection ends, at the next hop. */
interface Reply {
  readonly hop: HopId;
  readonly end: string;
}

function replyOf({ verdict }: Way<Derived, Diagram>): Reply | undefined {
  const [hop, end] = verdict.kind === 'delivered' ? verdict.workload.split(marked) : [];
  return hop === undefined || end === undefined ? undefined : { hop, end };
}

/** Where replies of one sender come home from: judged once, wherever the connection has ended. */
interface Replies {
  readonly home: Map<string, Diagram>;
  /** Hops that replies are on their way through, and the outermost of them that was met again since. */
  readonly open: string[];
  touched: number;
}

/** The packets whose reply comes home from a hop. One that comes to a hop again goes round. */
function homeOf(reach: PacketReach, replies: Replies, hop: HopId, traffic: Region): Diagram {
  const { store, carrier } = reach;
  const key = `${hop} ${[...traffic.cells].map(([field, derived]) => `${field}=${nameOf(derived)}`).join()}`;
  const found = replies.home.get(key);
  if (found !== undefined) return found;
  const met = replies.open.indexOf(key);
  if (met >= 0) {
    replies.touched = Math.min(replies.touched, met);
    return none;
  }
  const [depth, before] = [replies.open.push(key) - 1, replies.touched];
  replies.touched = Infinity;
  let home = none;
  for (const { verdict, traffic: last } of walk(stepwise(reach.path.program, hop), carrier, hop, { ...traffic, rest: all }, { onward: false })) {
    const next = verdict.kind === 'delivered' ? verdict.workload : undefined;
    if (next !== undefined) home = join(store, home, next.startsWith(`beyond/${anywhere}/`) ? last.rest : meet(store, last.rest, homeOf(reach, replies, next, last)));
  }
  replies.open.pop();
  // What met a hop that was open before this one holds only on the way from there.
  if (replies.touched >= depth) replies.home.set(key, home);
  replies.touched = Math.min(before, replies.touched >= depth ? Infinity : replies.touched);
  return home;
}

function outward(program: Program, ends: ReadonlySet<string>): Program {
  return {
    hop: (id) => {
      const [word = '', place = '', port = '', end] = id.split('/');
      const reply = end !== undefined && word.startsWith('back-') && ends.has(end);
      if (!reply || (word === 'back-out' && place === end)) return program.hop(id);
      return stopped(id, `${word}/${place}/${port}/${anywhere}${marked}${end}`);
    },
  };
}

/** The program of which a walk ends at the next hop of a reply. */
function stepwise(program: Program, at: HopId): Program {
  return { hop: (id) => (id === at ? program.hop(id) : stopped(id, id)) };
}

/** No interface has this key: beyond its own subnet, a reply is passed on wherever it comes from. */
const anywhere = '*';
const marked = ' of ';

function stopped(id: string, workload: string): Hop {
  return { id, title: workload, dialler: 'client', ops: [{ op: 'stop', verdict: { kind: 'delivered', workload }, origin: { resource: workload, rule: 'delivered' } }] };
}
