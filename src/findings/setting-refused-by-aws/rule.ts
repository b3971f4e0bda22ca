import type { Rule } from '../rule.ts';

/** A value of a health check, a redirect, a fixed response, a condition or a name that AWS does not take. Reported while files are read. */
export const rule: Rule = {
  name: 'setting-refused-by-aws',
  severity: 'error',
  aliases: [],
};
