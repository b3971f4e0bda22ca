import type { Rule } from '../rule.ts';

/** A label, an annotation or a selector has a value without quotes that YAML reads as a number or a boolean. Reported while files are read. */
export const rule: Rule = {
  name: 'unquoted-value',
  severity: 'error',
  aliases: [],
};
