import type { Rule } from '../rule.ts';

/** A web ACL or Shield protection that the controller is told not to touch. Reported while files are read. */
export const rule: Rule = {
  name: 'load-balancer-add-on-turned-off',
  severity: 'warning',
  aliases: [],
};
