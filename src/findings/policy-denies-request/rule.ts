import type { Rule } from '../rule.ts';

/** A DENY rule takes the request. */
export const rule: Rule = {
  name: 'policy-denies-request',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'policy-denied' }],
};
