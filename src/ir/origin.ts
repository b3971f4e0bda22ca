import type { Origin } from './program.ts';

/** The same place without a line in a trace: what another op of that place already says, or what is plumbing. */
export function quiet({ note: _note, ...silent }: Origin): Origin {
  return silent;
}
