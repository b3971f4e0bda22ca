import type { Program } from '../../dialects/kubernetes/program.ts';
import type { Origin } from '../../ir/program.ts';

/** A machine of which only its interface is known, on one of its ports. */
export interface HostSpec {
  /** What people call it: its instance's id, or its interface. */
  readonly host: string;
  readonly port: number;
  /** What the user says of the programs at its addresses; of every other address nobody says anything. */
  readonly programs: readonly { readonly address: string; readonly program: Program }[];
  /** The machine is switched off, and its note says so. */
  readonly stopped?: Origin;
  readonly origin: Origin;
}
