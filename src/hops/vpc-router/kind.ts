import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { VpcRouterSpec } from './spec.ts';

/** Delivery inside a VPC: to the interface that has the address. */
export const kind: Kind<VpcRouterSpec> = { name: 'vpc-router', stage: 'station', order: 100, answers: ['vpc', 'back-vpc'], read, lower };
