import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { AlbRulesSpec } from './spec.ts';

/** The rules of a listener of an Application Load Balancer. */
export const kind: Kind<AlbRulesSpec> = { name: 'alb-rules', stage: 'station', order: 100, answers: ['rules'], read, lower, mend };
