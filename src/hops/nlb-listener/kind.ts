import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { NlbListenerSpec } from './spec.ts';

/** A listener of a Network Load Balancer, which passes connections on unread, or ends their TLS. */
export const kind: Kind<NlbListenerSpec> = { name: 'nlb-listener', stage: 'station', order: 100, answers: ['forward'], read, lower };
