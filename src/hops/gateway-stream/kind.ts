import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { StreamSpec } from './spec.ts';

/** Where a gateway's chain for TCP, or for TLS that it does not read, sends its connections. */
export const kind: Kind<StreamSpec> = { name: 'gateway-stream', stage: 'station', order: 1, answers: ['chain'], read, lower };
