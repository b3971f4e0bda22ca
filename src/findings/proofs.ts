import { isOfPackets } from '../dialects/aws/network/wire.ts';
import type { Sealed } from '../engine/step.ts';
import type { HopId } from '../ir/program.ts';
import type { Path } from '../path/path.ts';
import { witnessed } from './ways.ts';

/** How one network crossing of the ways from outside is protected, with a request that crosses it. */
export interface CrossingProof {
  readonly from: string;
  readonly to: string;
  readonly sealed: Sealed;
  /** URL of a witness; the weakest protection seen on this crossing is what counts. */
  readonly witness: string;
}

/** Every crossing that a request from outside makes: plain, encrypted, or encrypted with the peer verified. */
export function crossingProofs(path: Path): readonly CrossingProof[] {
  const proofs = new Map<string, CrossingProof>();
  const add = (from: string, to: HopId, sealed: Sealed, witness: string, port?: number): void => {
    const named = path.program.hop(to)?.title ?? to;
    // Behind one name stand several ports, each with a protection of its own.
    const title = port === undefined || named.includes(` ${port}`) ? named : `${named} port ${port}`;
    const key = `${from}\n${title}`;
    const before = proofs.get(key);
    if (before === undefined || strength[sealed] < strength[before.sealed]) proofs.set(key, { from, to: title, sealed, witness });
  };
  for (const { entry, request, trace } of witnessed(path)) {
    if (trace.entry === undefined) continue;
    add('client', trace.entry, entry.scheme === 'https' ? 'verified' : 'plain', request.url, entry.port);
    for (const { steps } of trace.outcomes) {
      for (const [index, step] of steps.entries()) {
        const next = steps.slice(index + 1).find(({ hop }) => hop !== step.hop && !isOfPackets(hop))?.hop;
        if (step.sealed !== undefined && next !== undefined) add(trace.titles[step.hop] ?? step.hop, next, step.sealed, request.url);
      }
    }
  }
  return [...proofs.values()];
}

const strength: Readonly<Record<Sealed, number>> = { plain: 0, encrypted: 1, verified: 2 };
