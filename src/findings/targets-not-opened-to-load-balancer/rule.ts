import type { Rule } from '../rule.ts';

/** Custom security groups, beside which the controller opens nothing for the load balancer. Reported while files are read. */
export const rule: Rule = {
  name: 'targets-not-opened-to-load-balancer',
  severity: 'note',
  aliases: [],
};
