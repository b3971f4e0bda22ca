import type { Rule } from '../rule.ts';

/** An object has a field that its kind does not know. Reported while files are read. */
export const rule: Rule = {
  name: 'unknown-field',
  severity: 'error',
  aliases: [],
};
