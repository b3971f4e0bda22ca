import type { Rule } from '../rule.ts';

/** The way leads back to a hop that it has passed already. */
export const rule: Rule = {
  name: 'requests-go-in-circles',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'loop' }],
};
