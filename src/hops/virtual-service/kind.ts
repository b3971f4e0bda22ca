import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { RoutesSpec } from './spec.ts';

/** Which destination a proxy chooses for a request: by the VirtualServices of its host, or the Service itself. */
export const kind: Kind<RoutesSpec> = { name: 'virtual-service', stage: 'station', order: 0, answers: ['route', 'vhost'], read, lower };
