import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { EgressOnlyGatewaySpec } from './spec.ts';

/** The way out for IPv6 that is no way in. */
export const kind: Kind<EgressOnlyGatewaySpec> = { name: 'egress-only-gateway', stage: 'station', order: 50, answers: ['eigw', 'back-eigw', 'beyond', 'internet'], read, lower };
