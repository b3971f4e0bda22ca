import type { Blocker } from '../engine/walk.ts';
import { behind } from '../findings/behind.ts';
import { proposalsFor } from '../findings/blocked.ts';
import type { Proposal } from '../hops/kind.ts';
import { pathOf, type Path } from '../path/path.ts';
import { traceOf, type Trace } from '../path/trace.ts';
import { applyEdits } from '../resource/edit.ts';
import { keyOf } from '../resource/resource.ts';
import { prove, type ProvedMend } from './prove.ts';
import { writable } from './written.ts';

/**
 * Mends of each stop in the order in which the request meets them, each proved on top of the first mend of those before
 * it: alone, a mend of the second stop changes nothing that anybody sees.
 */
export function mendsInOrder(path: Path, trace: Trace, blockers: readonly Blocker[]): readonly (readonly ProvedMend[])[] {
  let standing = { path, trace };
  return blockers.map((blocker) => {
    const also = behind(standing.path, standing.trace, blocker, []).flatMap(({ proposals }) => proposals);
    const mends = mendsFor(standing.path, standing.trace, blocker, also);
    const [best] = mends;
    if (best !== undefined) {
      const mended = pathOf(applyEdits(standing.path.resources, best.edits));
      const again = traceOf(mended, trace.request);
      if (!('wrong' in again)) standing = { path: mended, trace: again };
    }
    return mends;
  });
}

/** Mends of one stop, each proved, the one that opens least first; `also`: what others propose than the hop that stops it. */
export function mendsFor(path: Path, trace: Trace, blocker: Blocker, also: readonly Proposal[] = []): readonly ProvedMend[] {
  const mends = writable(path, [...proposalsFor(path, trace.request, blocker), ...also]).flatMap((proposal) => prove(path, trace, blocker, proposal) ?? []);
  const distinct = mends.filter(({ edits }, index) => mends.findIndex((other) => same(other.edits, edits)) === index);
  return distinct.sort((a, b) => a.proof.opens.length - b.proof.opens.length || a.edits.length - b.edits.length);
}

function same(one: Proposal['edits'], other: Proposal['edits']): boolean {
  const plain = (edits: Proposal['edits']): string => JSON.stringify(edits.map((edit) => ('of' in edit ? { ...edit, of: keyOf(edit.of) } : edit)));
  return plain(one) === plain(other);
}
