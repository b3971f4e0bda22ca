import type { Rule } from '../rule.ts';

/** A port of the load balancer in front that is mapped to a port on which nothing listens. Reported while files are read. */
export const rule: Rule = {
  name: 'frontend-port-leads-nowhere',
  severity: 'warning',
  aliases: [],
};
