import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { GatewayEndpointSpec } from './spec.ts';

/** A gateway endpoint, to which a prefix list in a route table leads. */
export const kind: Kind<GatewayEndpointSpec> = { name: 'gateway-endpoint', stage: 'station', order: 50, answers: ['gateway-endpoint', 'beyond'], read, lower };
