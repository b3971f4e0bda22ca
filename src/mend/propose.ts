import type { Blocker } from '../engine/walk.ts';
import { behind } from '../findings/behind.ts';
import { proposalsFor } from '../findings/blocked.ts';
import type { Proposal } from '../hops/kind.ts';
import { pathOf, type Path } from '../path/path.ts';
import type { Request } from '../path/request.ts';
import { traceOf, type Trace } from '../path/trace.ts';
import { applyEdits } from '../resource/edit.ts';
import { keyOf } from '../resource/resource.ts';
import { prove, type ProvedMend } from './prove.ts';
import { writable } from './written.ts';

/** A stop, and the request that meets it. */
export interface Met {
  readonly trace: Trace;
  readonly blocker: Blocker;
}

/** The mends of several stops, and what is left once the first mend of each is made. */
export interface Mending {
  /** One list for each stop, in their order. */
  readonly mends: readonly (readonly ProvedMend[])[];
  /** With the first mend of each. */
  readonly mended: Path;
}

/**
 * Mends of each stop in the order in which requests meet them, each proved on top of the first mend of those before
 * it: alone, a mend of the second stop changes nothing that anybody sees.
 */
export function mendsInOrder(path: Path, stops: readonly Met[]): Mending {
  let mended = path;
  const again = new Map<Request, Trace>();
  const mends = stops.map(({ trace, blocker }) => {
    const known = again.get(trace.request) ?? (mended === path ? trace : traceOf(mended, trace.request));
    const standing = 'wrong' in known ? trace : known;
    again.set(trace.request, standing);
    const also = behind(mended, standing, blocker, []).flatMap(({ proposals }) => proposals);
    const found = mendsFor(mended, standing, blocker, also);
    const [best] = found;
    if (best === undefined) return found;
    mended = pathOf(applyEdits(mended.resources, best.edits));
    again.clear();
    return found;
  });
  return { mends, mended };
}

/** Mends of one stop, each proved, the one that opens least first; `also`: what others propose than the hop that stops it. */
export function mendsFor(path: Path, trace: Trace, blocker: Blocker, also: readonly Proposal[] = []): readonly ProvedMend[] {
  const mends = writable(path, [...proposalsFor(path, trace.request, blocker), ...also]).flatMap((proposal) => prove(path, trace, blocker, proposal) ?? (proposal.onward === true ? followed(path, trace, blocker, proposal, 2) : []));
  const distinct = mends.filter(({ edits }, index) => mends.findIndex((other) => same(other.edits, edits)) === index);
  // Whoever joins a network later is let in by what is for all of it.
  const wide = (mend: ProvedMend): number => (mend.wide === true ? 1 : 0);
  return distinct.sort((a, b) => a.proof.opens.length - b.proof.opens.length || wide(a) - wide(b) || a.edits.length - b.edits.length);
}

/** A mend that leads elsewhere, with the first mend of each stop that it meets there. */
function followed(path: Path, trace: Trace, blocker: Blocker, proposal: Proposal, further: number): readonly ProvedMend[] {
  if (further === 0) return [];
  const mended = pathOf(applyEdits(path.resources, proposal.edits));
  const again = traceOf(mended, trace.request);
  const next = 'wrong' in again ? undefined : again.outcomes.find(({ blockers }) => blockers.length > 0)?.blockers[0];
  if (next === undefined || next.cause === blocker.cause) return [];
  for (const { title, edits, certainty } of writable(mended, proposalsFor(mended, trace.request, next))) {
    const both: Proposal = { title: `${proposal.title}; ${title}`, edits: [...proposal.edits, ...edits], certainty: certainty === 'needs a value' ? certainty : proposal.certainty };
    const found = prove(path, trace, blocker, both);
    const more = found === undefined ? followed(path, trace, blocker, both, further - 1) : [found];
    if (more.length > 0) return more;
  }
  return [];
}

function same(one: Proposal['edits'], other: Proposal['edits']): boolean {
  const plain = (edits: Proposal['edits']): string => JSON.stringify(edits.map((edit) => ('of' in edit ? { ...edit, of: keyOf(edit.of) } : edit)));
  return plain(one) === plain(other);
}
