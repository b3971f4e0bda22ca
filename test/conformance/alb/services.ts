import type { Area } from './areas.ts';

/** Areas of upstream's unit tests: Services of type LoadBalancer. */
export const services: Readonly<Record<string, Area>> = {};
