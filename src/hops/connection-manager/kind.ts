import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { ConnectionSpec } from './spec.ts';

/** Between the listener's choice of a chain and the first filter that judges a request. */
export const kind: Kind<ConnectionSpec> = { name: 'connection-manager', stage: 'filter', order: 15, answers: ['pod', 'chain'], read, lower };
