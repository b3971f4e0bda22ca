import type { Rule } from '../rule.ts';

/** The policy of a firewall drops by default, and has no rule that passes anything. */
export const rule: Rule = {
  name: 'firewall-drops-everything',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'inspection-dropped' }],
};
