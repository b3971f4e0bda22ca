import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { HostSpec } from './spec.ts';

/** The program on a machine of which only its interface is known. */
export const kind: Kind<HostSpec> = { name: 'host', stage: 'station', order: 100, answers: ['host'], read, lower };
