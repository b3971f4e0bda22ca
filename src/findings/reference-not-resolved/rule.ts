import type { Rule } from '../rule.ts';

/** A plan does not tell of which resource a value will be. Reported while files are read. */
export const rule: Rule = {
  name: 'reference-not-resolved',
  severity: 'note',
  aliases: [],
};
