import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { ZtunnelInboundSpec } from './spec.ts';

/** What takes connections for an ambient pod: the node's ztunnel ends the tunnel and asks the policies that need no HTTP. */
export const kind: Kind<ZtunnelInboundSpec> = { name: 'ztunnel-inbound', stage: 'station', order: 0, answers: ['pod'], read, lower, mend };
