import type { Rule } from '../rule.ts';

/** An attribute key that Elastic Load Balancing does not know. Reported while files are read. */
export const rule: Rule = {
  name: 'load-balancer-attribute-unknown',
  severity: 'warning',
  aliases: [],
};
