import type { Rule } from '../rule.ts';

/** AWS WAF ends a request before the load balancer does what its rule says. */
export const rule: Rule = {
  name: 'web-acl-blocks-request',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'web-acl-blocked' }],
};
