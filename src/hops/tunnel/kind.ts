import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { TunnelSpec } from './spec.ts';

/** The port of tunnels of waypoints and of sidecars that listen there; ztunnel has its own. */
export const kind: Kind<TunnelSpec> = { name: 'tunnel', stage: 'station', order: -10, answers: ['pod'], read, lower };
