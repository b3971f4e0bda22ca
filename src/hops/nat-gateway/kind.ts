import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { NatGatewaySpec } from './spec.ts';

/** A NAT gateway, public or private: whether its address is a public one is up to the internet gateway behind it. */
export const kind: Kind<NatGatewaySpec> = { name: 'nat-gateway', stage: 'station', order: 100, answers: ['nat', 'back-nat'], read, lower };
