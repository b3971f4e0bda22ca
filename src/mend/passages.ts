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

/** Of these, packets are walked before and after; of more, nobody waits for the answer. */
const most = 1500;

/** Who can send packets to whom once a rule of the network is changed, and could not before; without those for whom it is. Undefined: no rule of the network is changed. */
export function passages(path: Path, mended: Path, trace: Trace, blocker: Blocker, edits: readonly Edit[], meant: readonly string[]): Passages | undefined {
  const concerned = concernedBy(path.estate, edits);
  if (concerned === undefined) return undefined;
  const port = Number(blocker.fields['dst.port'] ?? 0);
  const [senders, targets] = [askers(path, trace, blocker, meant), asked(path, trace, blocker)];
  const pairs = pairsOf(meeting(path, concerned, String(blocker.fields['dst.address'] ?? ''))).filter(([from, to]) => !(senders.has(idOf(from)) && targets.has(to.place.interface)));
  const protocol = String(blocker.fields['protocol'] ?? 'tcp');
  const ports = [...new Set([port, ...concerned.ports])].filter((each) => each > 0);
  const opens = pairs.slice(0, most).flatMap(([from, to]): readonly Opening[] => {
    const found = ports.flatMap((each) => {
      const [before, after] = [passing(path, from, to, protocol, each), passing(mended, from, to, protocol, each)];
      return before === undefined || after === undefined || before.kind !== 'dropped' || after.kind === 'dropped' ? [] : [{ port: each, before, after }];
    });
    const [first] = found;
    return first === undefined ? [] : [{ who: `${from.title} to ${to.title}, ${protocol}/${spoken(found.map((each) => each.port))}`, before: first.before, after: first.after }];
  });
  return { opens, pairs: Math.min(most, pairs.length), unwalked: Math.max(0, pairs.length - most) };
}

function spoken(ports: readonly number[]): string {
  const sorted = [...ports].sort((a, b) => a - b);
  return sorted.length > 4 ? `${sorted[0] ?? ''}-${sorted.at(-1) ?? ''}` : sorted.join(', ');
}

/** A receiver that the request is for is asked at the address that the request has for it. */
function meeting({ estate }: Path, concerned: Concerned, address: string): Concerned {
  const holding = new Set(interfacesHolding(estate, address).map(({ key }) => key));
  const met = (party: Party): Party => (holding.has(party.place.interface) && party.address !== undefined && party.address !== address ? { ...party, address, title: party.title.replace(party.address, address) } : party);
  return { ...concerned, near: concerned.near.map(met), far: concerned.far.map(met) };
}

function pairsOf({ near, far, starts }: Concerned): readonly (readonly [from: Party, to: Party])[] {
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

/** What becomes of packets; undefined: nobody knows, or it depends. */
function passing(path: Path, from: Party, to: Party, protocol: string, port: number): Verdict | undefined {
  const start = packetsAt(path, { from: from.place, to: to.address ?? '', protocol, port });
  if (start === undefined) return undefined;
  const verdicts = walk(path.program, pointCarrier(), start.entry, start.point, { onward: false }).map(({ verdict }) => verdict);
  const dropped = verdicts.filter(isLost);
  if (dropped.length === verdicts.length) return dropped[0];
  return dropped.length === 0 ? { kind: 'delivered', workload: to.title } : undefined;
}

function isLost(verdict: Verdict): boolean {
  return verdict.kind === 'dropped' && verdict.cause !== undefined && (lostOnTheWay as readonly Cause[]).includes(verdict.cause);
}
