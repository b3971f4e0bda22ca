import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { TransitGatewaySpec } from './spec.ts';

/** A transit gateway: between VPCs, other gateways and what is attached by VPN, by its own route tables. */
export const kind: Kind<TransitGatewaySpec> = { name: 'transit-gateway', stage: 'station', order: 100, answers: ['tgw', 'back-tgw'], read, lower, mend };
