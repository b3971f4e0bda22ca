import { isOfPackets } from '../dialects/aws/network/wire.ts';
import type { Blocked, Proposal } from '../hops/kind.ts';
import type { HopId } from '../ir/program.ts';
import type { Blocker } from '../engine/walk.ts';
import { networkAsked } from '../path/places.ts';
import { crossingEnds, guards, stationed } from '../path/crossing.ts';
import type { Part } from '../path/network.ts';
import type { Path } from '../path/path.ts';
import type { Request } from '../path/request.ts';
import { targetOf } from '../path/request.ts';
import { rules } from './index.ts';
import type { Rule } from './rule.ts';

/** The finding that a stop is called by. Every cause has one (a test). */
export function ruleOf(blocker: Pick<Blocker, 'cause' | 'dialler'> & Partial<Pick<Blocker, 'hop' | 'origin'>>): Rule {
  const explaining = (dialler: Blocker['dialler'] | undefined, of: 'cloud' | undefined): Rule | undefined =>
    rules.find(({ explains }) => explains?.some((stop) => stop.cause === blocker.cause && stop.dialler === dialler && stop.of === of) === true);
  const rule = (isOfCloud(blocker) ? explaining(undefined, 'cloud') : undefined) ?? explaining(blocker.dialler, undefined) ?? explaining(undefined, undefined);
  if (rule === undefined) throw new Error(`no finding explains ${blocker.cause}`);
  return rule;
}

/** Whether answers of AWS that the inputs need not hold tell what is there: of packets, and of what AWS has. */
function isOfCloud({ hop, origin }: Partial<Pick<Blocker, 'hop' | 'origin'>>): boolean {
  return (hop !== undefined && isOfPackets(hop)) || /^(?:\S+\.)?aws_/.test(origin?.resource ?? '');
}

/** What could be changed so that this stop lets the request through; not proved yet. */
export function proposalsFor(path: Path, request: Request, blocker: Blocker): readonly Proposal[] {
  const blocked = blockedBy(path, request, blocker);
  const diallers = [blocker.relayedBy, blocker.dialledBy].flatMap((hop) => (hop === undefined ? [] : (path.network.station(hop) ?? [])));
  return [...diallers.flatMap(({ kind, spec }) => kind.mendDial?.(spec, blocked) ?? []), ...partsAt(path, blocker.hop).flatMap(({ kind, spec }) => kind.mend?.(spec, blocked) ?? [])];
}

/** One sentence more about a stop: what came closest. */
export function closest(path: Path, request: Request, blocker: Blocker): string | undefined {
  for (const { kind, spec } of partsAt(path, blocker.hop)) {
    const text = kind.explain?.(spec, blockedBy(path, request, blocker));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Whatever may have stopped it there: guards and routes, filters, the station itself. */
function partsAt({ network }: Path, hop: HopId): readonly Part[] {
  const ends = crossingEnds(hop);
  return ends === undefined ? stationed(network, hop) : guards(network, ends.from, ends.to);
}

function blockedBy({ estate }: Path, request: Request, blocker: Blocker): Blocked {
  const target = targetOf(request.url);
  const asked = 'wrong' in target ? {} : { host: target.host, path: target.raw.replace(/\?.*$/s, ''), scheme: target.scheme };
  const { attribute, resource, rule } = blocker.origin;
  const network = networkAsked(estate, request.from);
  return { cause: blocker.cause, attribute, resource, rule, dialler: blocker.dialler, request: { ...asked, method: request.method, ...blocker.fields }, ...(network === undefined ? {} : { network }), ...(isAnyone(request) ? { anyone: true as const } : {}) };
}

function isAnyone({ from }: Request): boolean {
  return from.kind === 'internet' || (from.kind === 'address' && from.example === true);
}
