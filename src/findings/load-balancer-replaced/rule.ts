import type { Rule } from '../rule.ts';

/** Applying a change makes a new load balancer in place of the one that is there. Reported while files are read. */
export const rule: Rule = {
  name: 'load-balancer-replaced',
  severity: 'warning',
  aliases: [],
};
