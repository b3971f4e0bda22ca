import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { InternetGatewaySpec } from './spec.ts';

/** The gateway between a VPC and the internet, and the internet itself as a place of packets. */
export const kind: Kind<InternetGatewaySpec> = { name: 'internet-gateway', stage: 'station', order: 90, answers: ['igw', 'back-igw', 'out', 'beyond', 'internet'], read, lower, mend };
