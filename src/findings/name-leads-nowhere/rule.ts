import type { Rule } from '../rule.ts';

/** Nothing in the inputs answers for the host name. */
export const rule: Rule = {
  name: 'name-leads-nowhere',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'name-not-known' }],
};
