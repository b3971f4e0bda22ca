import type { Area } from './areas.ts';
import { bindings } from './bindings.ts';
import { endpoints } from './endpoints.ts';
import { replacement } from './replacement.ts';
import { backendRules, securityGroups } from './security-groups.ts';
import { subnets } from './subnets.ts';

/** Areas of upstream's unit tests: subnets, security groups, endpoints, bindings and replacement. */
export const network: Readonly<Record<string, Area>> = { subnets, endpoints, securitygroup: securityGroups, 'securitygroup.backend-rules': backendRules, 'plan.replacement': replacement, 'admission.targetgroupbinding': bindings };
