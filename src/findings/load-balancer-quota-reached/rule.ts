import type { Rule } from '../rule.ts';

/** A load balancer that the AWS Load Balancer Controller makes needs more than AWS allows one, or nearly so. Reported while files are read. */
export const rule: Rule = {
  name: 'load-balancer-quota-reached',
  severity: 'warning',
  aliases: [],
};
