import type { Rule } from '../rule.ts';

/** An object lacks a field that its kind needs. Reported while files are read. */
export const rule: Rule = {
  name: 'missing-field',
  severity: 'error',
  aliases: [],
};
