import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend, mendDial } from './mend.ts';
import { read } from './read.ts';
import type { NlbTargetGroupSpec } from './spec.ts';

/** A Network Load Balancer's connections to the targets of one group. */
export const kind: Kind<NlbTargetGroupSpec> = { name: 'nlb-target-group', stage: 'station', order: 100, answers: ['targets'], read, lower, mend, mendDial };
