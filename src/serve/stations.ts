import { eligible } from '../engine/step.ts';
import type { HopId, Op, Program } from '../ir/program.ts';
import { factsKey, type Facts } from './facts.ts';

/** A hop that is dialled, and what its address stands for: a listener of its own. */
export interface Place {
  readonly hop: HopId;
  /** `dst.port` and `dst.address`, as diallers set them; `node`, where a client has chosen one of several. */
  readonly facts: Facts;
}

/** The places at which a client may dial: one for each node that a name server names, where a hop lets it choose. */
export function nodesOf(program: Program, place: Place): readonly Place[] {
  const choice = program.hop(place.hop)?.ops.find((op) => op.op === 'pick' && op.bind === 'node');
  return choice?.op !== 'pick' ? [place] : eligible(choice.among).map(({ value }) => ({ hop: place.hop, facts: { ...place.facts, node: value } }));
}

/** What has the loopback address of a place: a node that a client has chosen, whatever has the dialled address, or the place alone. */
export function homeOf(place: Place): string {
  const { node, 'dst.address': address } = place.facts;
  return typeof node === 'string' ? node : typeof address === 'string' ? address : placeKey(place);
}

/** One text for one place. */
export function placeKey({ hop, facts }: Place): string {
  return `${hop} ${factsKey(facts)}`;
}

/** Every place that can be dialled from these, in the order in which they are met. Hops that are gone to are part of the place. */
export function stationsOf(program: Program, entries: readonly Place[]): { readonly places: readonly Place[]; readonly hops: ReadonlySet<HopId> } {
  const places = new Map<string, Place>();
  const visited = new Set<string>();
  const hops = new Set<HopId>();
  const waiting: Place[] = [];
  const followed = new Map<readonly Op[], Map<string, readonly Facts[]>>();
  const dialled = (place: Place): void => {
    if (places.has(placeKey(place)) || program.hop(place.hop) === undefined) return;
    places.set(placeKey(place), place);
    waiting.push(place);
  };
  entries.forEach(dialled);
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) visit(place);
  return { places: [...places.values()], hops };

  function visit(place: Place): void {
    const key = placeKey(place);
    const hop = program.hop(place.hop);
    if (visited.has(key) || hop === undefined) return;
    visited.add(key);
    hops.add(place.hop);
    follow(hop.ops, [place.facts]);
  }

  /** The facts that may hold after the ops, for each that may hold before. Rules share what comes behind them, which is looked at once. */
  function follow(ops: readonly Op[], before: readonly Facts[]): readonly Facts[] {
    const key = before.map(factsKey).join('\n');
    const known = followed.get(ops)?.get(key);
    if (known !== undefined) return known;
    const after = through(ops, before);
    followed.set(ops, (followed.get(ops) ?? new Map<string, readonly Facts[]>()).set(key, after));
    return after;
  }

  function through(ops: readonly Op[], before: readonly Facts[]): readonly Facts[] {
    let now = before;
    for (const op of ops) {
      switch (op.op) {
        case 'set':
          if (op.field === 'dst.port' || op.field === 'dst.address') now = distinct(now.map((facts) => assigned(facts, op)));
          break;
        case 'switch':
          now = distinct(op.cases.flatMap(({ then }) => follow(then, now)));
          break;
        case 'pick':
          now = distinct(op.among.flatMap(({ then }) => follow(then, now)));
          break;
        case 'goto':
          for (const facts of now) visit({ hop: op.hop, facts });
          return now;
        case 'dial':
          for (const facts of now) dialled({ hop: op.hop, facts });
          for (const { then } of op.reply) follow(then, now);
          return now;
        case 'stop':
          follow(op.instead ?? [], now);
          return now;
        default:
          return op;
      }
    }
    return now;
  }
}

function distinct(all: readonly Facts[]): readonly Facts[] {
  return [...new Map(all.map((facts) => [factsKey(facts), facts])).values()];
}

/** Only constants are followed; anything else is settled by the live request, and its listener starts when it is dialled. */
function assigned(facts: Facts, op: Extract<Op, { op: 'set' }>): Facts {
  const field = op.field as 'dst.port' | 'dst.address';
  if ('literal' in op.to) return { ...facts, [field]: op.to.literal };
  const { [field]: _, ...others } = facts;
  return 'unknown' in op.to ? { ...others, [field]: { unknown: op.to.unknown } } : others;
}

/**
 * How the hop turns every connection away, whoever dials: nothing listens there (`refused`), or its name leads nowhere
 * (`unresolved`). Undefined: it takes connections, at least some.
 */
export function turnsAway(program: Program, id: HopId): 'refused' | 'unresolved' | undefined {
  if (program.hop(id) === undefined || always(program, id, 'refused', new Set())) return 'refused';
  return always(program, id, 'unresolved', new Set()) ? 'unresolved' : undefined;
}

function always(program: Program, id: HopId, kind: 'refused' | 'unresolved', seen: ReadonlySet<HopId>): boolean {
  const hop = program.hop(id);
  return hop !== undefined && !seen.has(id) && ends(hop.ops);

  function ends(ops: readonly Op[]): boolean {
    for (const op of ops) {
      if (op.op === 'stop') return op.verdict.kind === kind;
      if (op.op === 'goto') return always(program, op.hop, kind, new Set([...seen, id]));
      if (op.op === 'dial' || (op.op === 'set' && 'pop' in op.to)) return false;
      if (op.op === 'switch') return op.cases.every(({ then }) => ends(then));
      if (op.op === 'pick') return op.among.length > 0 && op.among.every(({ then }) => ends(then));
    }
    return false;
  }
}
