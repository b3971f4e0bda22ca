import type { Rule } from '../rule.ts';

/** A rule asks who the client is, and refuses who is not logged in. */
export const rule: Rule = {
  name: 'login-required',
  severity: 'note',
  aliases: ['AuthInvalidCookie'],
  explains: [{ cause: 'login-required' }],
};
