import type { Area } from './areas.ts';

/** Areas of upstream's unit tests: classes, groups, backends, rules, authentication and admission of Ingresses. */
export const ingressRules: Readonly<Record<string, Area>> = {};
