import type { Rule } from '../rule.ts';

/** A field has a value that is none of those it takes. Reported while files are read. */
export const rule: Rule = {
  name: 'unknown-value',
  severity: 'error',
  aliases: [],
};
