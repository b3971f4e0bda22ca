import type { Rule } from '../rule.ts';

/** A rule of the listener sends the client to another URL. */
export const rule: Rule = {
  name: 'redirected-elsewhere',
  severity: 'note',
  aliases: [],
  explains: [{ cause: 'redirected' }],
};
