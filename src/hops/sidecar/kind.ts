import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { SidecarSpec } from './spec.ts';

/** The proxy beside a program: it answers at the pod's address in the program's place, and takes what the program sends. */
export const kind: Kind<SidecarSpec> = { name: 'sidecar', stage: 'station', order: 0, answers: ['direct', 'outbound', 'pod'], read, lower };
