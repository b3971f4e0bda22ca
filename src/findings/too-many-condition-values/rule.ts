import type { Rule } from '../rule.ts';

/** A rule compares more values than AWS takes. Reported while files are read. */
export const rule: Rule = {
  name: 'too-many-condition-values',
  severity: 'error',
  aliases: [],
};
