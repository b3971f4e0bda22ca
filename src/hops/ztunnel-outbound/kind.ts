import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { ZtunnelOutboundSpec } from './spec.ts';

/** What an ambient pod's connections meet first: the node's ztunnel, which makes a tunnel of them where the other end takes one. */
export const kind: Kind<ZtunnelOutboundSpec> = { name: 'ztunnel-outbound', stage: 'station', order: 0, answers: ['direct', 'outbound'], read, lower };
