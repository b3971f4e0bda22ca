import type { Rule } from '../rule.ts';

/** A route waits only so long, and the answer takes longer. */
export const rule: Rule = {
  name: 'answer-later-than-timeout',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'timed-out' }],
};
