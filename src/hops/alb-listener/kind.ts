import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { AlbListenerSpec } from './spec.ts';

/** A listener of an Application Load Balancer: where clients outside the cluster enter. */
export const kind: Kind<AlbListenerSpec> = { name: 'alb-listener', stage: 'station', order: 100, answers: ['listener'], read, lower };
