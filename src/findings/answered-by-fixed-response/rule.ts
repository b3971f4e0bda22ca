import type { Rule } from '../rule.ts';

/** A rule of the listener answers by itself: no target is asked. */
export const rule: Rule = {
  name: 'answered-by-fixed-response',
  severity: 'note',
  aliases: [],
  explains: [{ cause: 'fixed-answer' }],
};
