import type { Rule } from '../rule.ts';

/** A security group, a network ACL or a route lets the packets disappear. */
export const rule: Rule = {
  name: 'guard-drops-traffic',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'guard-dropped' }],
};
