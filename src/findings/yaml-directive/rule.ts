import type { Rule } from '../rule.ts';

/** A document begins with a %YAML line. Reported while files are read. */
export const rule: Rule = {
  name: 'yaml-directive',
  severity: 'warning',
  aliases: [],
};
