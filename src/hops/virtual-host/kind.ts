import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { VirtualHostsSpec } from './spec.ts';

/** Behind the filters of a gateway's HTTP chain: whose routes a request gets, by its Host header. */
export const kind: Kind<VirtualHostsSpec> = { name: 'virtual-host', stage: 'station', order: 0, answers: ['chain'], read, lower };
