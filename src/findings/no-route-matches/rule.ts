import type { Rule } from '../rule.ts';

/** A listener takes the request, and none of its rules says where to. */
export const rule: Rule = {
  name: 'no-route-matches',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'no-route' }],
};
