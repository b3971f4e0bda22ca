import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { ServiceSpec } from './spec.ts';

/** A port of a Service, as a client without a proxy of its own meets it. */
export const kind: Kind<ServiceSpec> = { name: 'service', stage: 'station', order: 100, answers: ['service'], read, lower, mend };
