import type { Rule } from '../rule.ts';

/** An external authorizer says no, or cannot be asked. */
export const rule: Rule = {
  name: 'authorizer-refuses-request',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'authorizer-refused' }],
};
