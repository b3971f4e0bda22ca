import type { Blocker } from '../engine/walk.ts';
import { proposalsFor } from '../findings/blocked.ts';
import type { Path } from '../path/path.ts';
import type { Trace } from '../path/trace.ts';
import { prove, type ProvedMend } from './prove.ts';

/** Mends of one stop, each proved, the one that opens least first. */
export function mendsFor(path: Path, trace: Trace, blocker: Blocker): readonly ProvedMend[] {
  const mends = proposalsFor(path, trace.request, blocker).flatMap((proposal) => prove(path, trace, blocker, proposal) ?? []);
  return [...mends].sort((a, b) => a.proof.opens.length - b.proof.opens.length || a.edits.length - b.edits.length);
}
