import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { OutsideSpec } from './spec.ts';

/** Where a path leaves everything that the inputs hold. */
export const kind: Kind<OutsideSpec> = { name: 'outside', stage: 'station', order: 100, answers: ['outside'], read, lower };
