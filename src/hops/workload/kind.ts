import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { WorkloadSpec } from './spec.ts';

/** The program at the end of the path: behind its sidecar at `app`, or at `pod` where no proxy stands in front. */
export const kind: Kind<WorkloadSpec> = { name: 'workload', stage: 'station', order: 100, answers: ['app', 'pod'], read, lower };
