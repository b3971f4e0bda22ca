import type { Rule } from '../rule.ts';

/** The AWS Load Balancer Controller stops at an error in the Ingress and makes no load balancer. Reported while files are read. */
export const rule: Rule = {
  name: 'load-balancer-not-applied',
  severity: 'error',
  aliases: [],
};
