import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend, mendDial } from './mend.ts';
import { read } from './read.ts';
import type { TargetGroupSpec } from './spec.ts';

/** The balancer's own connection to the targets of one group. */
export const kind: Kind<TargetGroupSpec> = { name: 'target-group', stage: 'station', order: 100, answers: ['group'], read, lower, mend, mendDial };
