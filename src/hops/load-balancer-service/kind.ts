import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { BalancerSpec } from './spec.ts';

/** What a cloud puts in front of a Service of type LoadBalancer, as far as the Service alone tells: a balancer of connections. Those that the load balancer controller makes have listeners and target groups of their own. */
export const kind: Kind<BalancerSpec> = { name: 'load-balancer-service', stage: 'station', order: 0, answers: ['balancer'], read, lower };
