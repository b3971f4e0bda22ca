import type { Area } from './areas.ts';

/** Areas of upstream's unit tests: listeners, load balancers, target groups, tags and add-ons of Ingress groups. */
export const ingressBalancer: Readonly<Record<string, Area>> = {};
