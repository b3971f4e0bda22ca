import type { Rule } from '../rule.ts';

/** A load balancer for Ingresses that is asked to be in one subnet. Reported while files are read. */
export const rule: Rule = {
  name: 'load-balancer-in-one-subnet',
  severity: 'warning',
  aliases: [],
};
