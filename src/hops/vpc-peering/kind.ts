import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { VpcPeeringSpec } from './spec.ts';

/** A peering connection of two VPCs. */
export const kind: Kind<VpcPeeringSpec> = { name: 'vpc-peering', stage: 'station', order: 100, answers: ['peering', 'back-peering'], read, lower };
