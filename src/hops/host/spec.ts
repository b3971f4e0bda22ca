import type { Origin } from '../../ir/program.ts';

/** A machine of which only its interface is known, on one of its ports. */
export interface HostSpec {
  /** What people call it: its id, its instance's, and its address. */
  readonly host: string;
  readonly port: number;
  readonly origin: Origin;
}
