import type { Rule } from '../rule.ts';

/** The same object stands twice. Reported while files are read. */
export const rule: Rule = {
  name: 'duplicate-object',
  severity: 'warning',
  aliases: [],
};
