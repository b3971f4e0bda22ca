import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { NetworkInterfaceSpec } from './spec.ts';

/** Where packets begin and end: the interfaces of machines, load balancers, endpoints and gateways. */
export const kind: Kind<NetworkInterfaceSpec> = { name: 'network-interface', stage: 'station', order: 100, answers: ['wire', 'out', 'in', 'link-in', 'back-out', 'back-in', 'beyond'], read, lower };
