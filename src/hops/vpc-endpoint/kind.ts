import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { VpcEndpointSpec } from './spec.ts';

/** The interfaces of interface endpoints, and PrivateLink behind them. */
export const kind: Kind<VpcEndpointSpec> = { name: 'vpc-endpoint', stage: 'station', order: 0, answers: ['endpoint'], read, lower, mend };
