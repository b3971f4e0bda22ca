import type { Position } from '../../resource/resource.ts';

/** Who may pass one doorman, who stands in front of one pod and looks at every connection on its way in. */
export interface DoormanSpec {
  /** As people name it: `Doorman xnat/front`. */
  readonly doorman: string;
  /** First match wins. Empty: the doorman lets nobody in. */
  readonly admits: readonly Admission[];
  /** Where the doorman is written; absent in a truth table. */
  readonly at?: Position;
}

export interface Admission {
  /** An address block: `10.0.0.0/8`. */
  readonly from: string;
  /** The pod's port. Absent: every port. */
  readonly port?: number;
  readonly at?: Position;
}
