import type { Area } from './areas.ts';
import { subnets } from './subnets.ts';

/** Areas of upstream's unit tests: subnets, security groups, endpoints, bindings and replacement. */
export const network: Readonly<Record<string, Area>> = { subnets };
