import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { VpnGatewaySpec } from './spec.ts';

/** A virtual private gateway, at which everything that the inputs hold ends. */
export const kind: Kind<VpnGatewaySpec> = { name: 'vpn-gateway', stage: 'station', order: 50, answers: ['vgw', 'back-vgw', 'out', 'beyond'], read, lower };
