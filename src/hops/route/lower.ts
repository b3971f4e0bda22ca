import { privateBlocks } from '../../facts/networks.ts';
import { all, always, every, is, not, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { LineSpec, LostSpec, RouteSpec } from './spec.ts';

/** The line with the longest prefix decides, also one whose target is gone (VPC guide, "Route priority"; "Route tables": blackhole). */
export function lower(spec: RouteSpec): Lowered {
  const { title, subnet, back, keepers, otherwise } = spec;
  const silent = quiet(otherwise.origin);
  const address: End = back ? 'src.address' : 'dst.address';
  const lost = (of: LostSpec): Op => stopped(spec, of, address);

  const leaves: readonly Op[] = back ? [] : [{ op: 'set', field: 'subnet', to: subnet === undefined ? { absent: true } : { literal: subnet }, origin: silent }];
  const kept = keepers.map(({ interface: key, blocks, hop }): Case => {
    const own: Match = { field: 'src.address', in: blocks.map((cidr) => ({ cidr })) };
    return { match: all(is('src.interface', key), not(own)), then: [{ op: 'goto', hop, origin: silent }], origin: silent };
  });
  const cases = [...kept, ...ranked(spec.lines).map(({ line, cidr }) => caseOf(line, cidr, address, lost)), { match: always, then: [lost(otherwise)], origin: silent }];
  return { title, dialler: 'client', ops: [...leaves, { op: 'switch', cases, origin: silent }] };
}

interface Ranked {
  readonly line: LineSpec;
  /** Absent: the blocks are in no input. */
  readonly cidr?: string;
}

/**
 * Longest prefix first; of one prefix the local route, then written ones, then those of a prefix list, then propagated ones. What
 * a list holds that nobody knows may be longer than anything but the local route, which nothing of that kind replaces.
 */
function ranked(lines: readonly LineSpec[]): readonly Ranked[] {
  const each = lines.flatMap((line): readonly Ranked[] => (line.doubt === undefined ? line.cidrs.map((cidr) => ({ line, cidr })) : [{ line }]));
  const length = ({ line, cidr }: Ranked): number => (cidr === undefined ? 1000 : Number(cidr.split('/')[1] ?? (cidr.includes(':') ? 128 : 32)) + (line.kind === 'local' && lines.some(({ doubt }) => doubt !== undefined) ? 2000 : 0));
  return each.sort((a, b) => length(b) - length(a) || kinds.indexOf(a.line.kind) - kinds.indexOf(b.line.kind));
}

const kinds: readonly LineSpec['kind'][] = ['local', 'static', 'list', 'propagated'];

function caseOf({ to, doubt, origin }: LineSpec, cidr: string | undefined, address: End, lost: (of: LostSpec) => Op): Case {
  const inside: Match = { field: address, in: cidr === undefined ? [{ any: true }] : [{ cidr }] };
  const open: Match = every([
    ...(doubt?.outside === true ? [outside(address)] : []),
    doubt === undefined ? always : { unknown: { reason: doubt.reason } },
  ]);
  const then: readonly Op[] = 'lost' in to ? [lost(to.lost)] : [{ op: 'goto', hop: to.hop, origin: quiet(origin) }];
  return { match: every([inside, open]), then, origin: 'lost' in to ? quiet(origin) : origin };
}

/** A stop by address, so that what stands behind the way that is meant can be told as well. */
function stopped({ intended }: RouteSpec, { cause, origin }: LostSpec, address: End): Op {
  const stop = (instead: readonly Op[] | undefined): Op => ({ op: 'stop', verdict: cause === 'destination-unknown' ? { kind: 'unresolved', cause } : { kind: 'dropped', cause }, origin, ...(instead === undefined ? {} : { instead }) });
  if (intended.length === 0 || cause === 'destination-unknown') return stop(undefined);
  const silent = quiet(origin);
  const cases = intended.map(({ cidrs, hop, outside: only }): Case => {
    const inside: Match = { field: address, in: cidrs.map((cidr) => ({ cidr })) };
    return { match: only === true ? all(inside, outside(address)) : inside, then: [stop([{ op: 'goto', hop, origin: silent }])], origin: silent };
  });
  return { op: 'switch', cases: [...cases, { match: always, then: [stop(undefined)], origin: silent }], origin: silent };
}

type End = 'src.address' | 'dst.address';

function outside(address: End): Match {
  return not({ field: address, in: privateBlocks.map((cidr) => ({ cidr })) });
}
