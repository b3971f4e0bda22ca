import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { FirewallEndpointSpec } from './spec.ts';

/** The endpoint of an AWS Network Firewall, or of appliances behind a Gateway Load Balancer, on the way between two others. */
export const kind: Kind<FirewallEndpointSpec> = { name: 'firewall-endpoint', stage: 'station', order: 100, answers: ['firewall', 'back-firewall'], read, lower };
