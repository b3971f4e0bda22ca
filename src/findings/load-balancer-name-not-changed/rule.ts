import type { Rule } from '../rule.ts';

/** The name of a load balancer is written after it was made. Reported while files are read. */
export const rule: Rule = {
  name: 'load-balancer-name-not-changed',
  severity: 'warning',
  aliases: [],
};
