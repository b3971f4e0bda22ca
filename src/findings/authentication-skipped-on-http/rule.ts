import type { Rule } from '../rule.ts';

/** Annotations ask who somebody is, and the same rules stand on a plain HTTP listener too. Reported while files are read. */
export const rule: Rule = {
  name: 'authentication-skipped-on-http',
  severity: 'error',
  aliases: [],
};
