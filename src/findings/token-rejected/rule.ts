import type { Rule } from '../rule.ts';

/** The request carries a token that the proxy does not accept. */
export const rule: Rule = {
  name: 'token-rejected',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'token-rejected' }],
};
