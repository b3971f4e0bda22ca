import type { Rule } from '../rule.ts';

/** A field has a value of another type than the API takes. Reported while files are read. */
export const rule: Rule = {
  name: 'wrong-type',
  severity: 'error',
  aliases: [],
};
