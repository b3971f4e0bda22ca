import type { Rule } from '../rule.ts';

/** A key without quotes is a boolean in YAML. Reported while files are read. */
export const rule: Rule = {
  name: 'unquoted-key',
  severity: 'warning',
  aliases: [],
};
