import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { WaypointSpec } from './spec.ts';

/** A waypoint: it reads HTTP for the Services and workloads that are bound to it, behind the filters of its chains. */
export const kind: Kind<WaypointSpec> = { name: 'waypoint', stage: 'station', order: -10, answers: ['chain'], read, lower };
