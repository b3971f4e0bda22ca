import { targetsBeside } from '../dialects/aws/network/far-ends.ts';
import { interfacesHolding, interfacesOf } from '../dialects/aws/network/interfaces.ts';
import { lostOnTheWay } from '../facts/lost-packets.ts';
import type { Cause } from '../ir/cause.ts';
import type { Verdict } from '../ir/program.ts';
import { pointCarrier } from '../engine/point.ts';
import { walk, type Blocker } from '../engine/walk.ts';
import { packetsAt } from '../path/packets.ts';
import type { Path } from '../path/path.ts';
import type { Trace } from '../path/trace.ts';
import type { Edit } from '../resource/edit.ts';
import { concernedBy, type Concerned, type Party } from './concerned.ts';
import type { Opening } from './opens.ts';

/** What changes of the network open: everybody whom they concern is walked before and after. */
export interface Passages {
  readonly opens: readonly Opening[];
  /** Pairs of sender and receiver that were walked. */
  readonly pairs: number;
  /** Pairs that were not: there are too many. */
  readonly unwalked: number;
}

/** So many are walked before and after, at one port each; for more, nobody waits. */
const most = 4000;

/** Who can send packets to whom once a rule of the network is changed, and could not before; without those for whom it is. Undefined: no rule of the network is changed. */
export function passages(path: Path, mended: Path, trace: Trace, blocker: Blocker, edits: readonly Edit[], meant: readonly string[]): Passages | undefined {
  const concerned = concernedBy(path.estate, edits);
  if (concerned === undefined) return undefined;
  const port = Number(blocker.fields['dst.port'] ?? 0);
  const [senders, targets] = [askers(path, trace, blocker, meant), asked(path, trace, blocker)];
  const itself = ([from, to]: Pair): boolean => senders.has(idOf(from)) && targets.has(to.place.interface);
  const pairs = pairsOf(meeting(path, concerned, String(blocker.fields['dst.address'] ?? '')));
  const protocol = String(blocker.fields['protocol'] ?? 'tcp');
  const ports = [...new Set([...(port > 0 ? [port] : []), ...(port > 0 && concerned.ports.length > 1 ? [port + 1] : []), ...concerned.ports])].sort((a, b) => a - b);
  const room = Math.floor(most / Math.max(1, ports.length));
  const opens = pairs.slice(0, room).flatMap((pair): readonly Opening[] => {
    const [from, to] = pair;
    const found = ports.flatMap((each) => {
      if (each === port && itself(pair)) return [];
      const [before, after] = [passing(path, from, to, protocol, each), passing(mended, from, to, protocol, each)];
      return before === undefined || after === undefined || after.passes <= before.passes ? [] : [{ port: each, before: before.verdict, after: { kind: 'delivered' as const, workload: to.title } }];
    });
    const [first] = found;
    return first === undefined ? [] : [{ who: `${from.title} to ${to.title}, ${protocol}/${spoken(found.map((each) => each.port), ports)}`, before: first.before, after: first.after }];
  });
  const others = pairs.filter((pair) => !itself(pair)).length;
  const unwalked = Math.max(0, pairs.length - room);
  return { opens, pairs: Math.max(0, others - unwalked), unwalked };
}

/** Open ports among those that were walked, smallest first; each stands for all up to the next one. */
function spoken(open: readonly number[], walked: readonly number[]): string {
  const runs: (readonly [from: number, to: number])[] = [];
  walked.forEach((port, index) => {
    if (!open.includes(port)) return;
    const to = walked.length === 1 ? port : (walked[index + 1] ?? 65536) - 1;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === port - 1) runs[runs.length - 1] = [last[0], to];
    else runs.push([port, to]);
  });
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}

/** A receiver that the request is for is asked at the address that the request has for it. */
function meeting({ estate }: Path, concerned: Concerned, address: string): Concerned {
  const holding = new Set(interfacesHolding(estate, address).map(({ key }) => key));
  const met = (party: Party): Party => (holding.has(party.place.interface) && party.address !== undefined && party.address !== address ? { ...party, address, title: party.title.replace(party.address, address) } : party);
  return { ...concerned, near: concerned.near.map(met), far: concerned.far.map(met) };
}

type Pair = readonly [from: Party, to: Party];

function pairsOf({ near, far, starts }: Concerned): readonly Pair[] {
  const one = starts.includes('near') ? near.flatMap((from) => far.map((to) => [from, to] as const)) : [];
  const other = starts.includes('far') ? far.flatMap((from) => near.map((to) => [from, to] as const)) : [];
  return [...one, ...other].filter(([from, to]) => to.address !== undefined && from.place.interface !== to.place.interface && isHost(to));
}

/** A host that nobody has told of is asked as a sender only. */
function isHost({ title }: Party): boolean {
  return !title.startsWith('any other host');
}

function idOf({ place, of }: Party): string {
  return of ?? place.interface;
}

/** Those for whom the mend is made: who asked, with all nodes of the same load balancer. None where all of a network is asked about. */
function askers({ estate }: Path, { request }: Trace, { fields }: Blocker, meant: readonly string[]): ReadonlySet<string> {
  const wide = request.from.kind === 'vpc' || request.from.kind === 'block';
  const keys = meant.length > 0 ? meant : wide ? [] : [String(fields['src.interface'] ?? '')];
  return new Set(keys.map((key) => {
    const owner = interfacesOf(estate).get(key)?.owner;
    return owner?.key === undefined ? key : `${owner.kind} ${owner.key}`;
  }));
}

/** Whom the request is for: every receiver at which it is stopped, and what is registered beside it. */
function asked({ estate }: Path, trace: Trace, blocker: Blocker): ReadonlySet<string> {
  const met = [blocker, ...trace.outcomes.flatMap(({ blockers }) => blockers)].map(({ fields }) => fields);
  const addresses = met.flatMap((fields) => [...(fields['dst.address'] === undefined ? [] : [fields['dst.address']]), ...(targetsBeside(estate, fields) ?? [])]);
  return new Set(addresses.flatMap((address) => interfacesHolding(estate, String(address)).map(({ key }) => key)));
}

/** A port from which every client may dial (Linux, Windows, load balancers): that it is another one now and then opens nothing. */
const dialledFrom = 50_000;

/** How packets fare: `passes` 0 for none, 2 for all, 1 where it depends on what nobody knows; undefined: nobody knows where they begin. */
function passing(path: Path, from: Party, to: Party, protocol: string, port: number): { readonly passes: 0 | 1 | 2; readonly verdict: Verdict } | undefined {
  const start = packetsAt(path, { from: from.place, to: to.address ?? '', protocol, port, sourcePort: dialledFrom });
  if (start === undefined) return undefined;
  const verdicts = walk(path.program, pointCarrier(), start.entry, start.point, { onward: false }).map(({ verdict }) => verdict);
  const lost = verdicts.filter(isLost);
  const [dropped] = lost;
  if (dropped === undefined) return { passes: 2, verdict: { kind: 'delivered', workload: to.title } };
  return { passes: lost.length === verdicts.length ? 0 : 1, verdict: dropped };
}

function isLost(verdict: Verdict): boolean {
  return verdict.kind === 'dropped' && verdict.cause !== undefined && (lostOnTheWay as readonly Cause[]).includes(verdict.cause);
}
