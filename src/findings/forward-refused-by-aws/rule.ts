import type { Rule } from '../rule.ts';

/** A weighted forward that AWS refuses. Reported while files are read. */
export const rule: Rule = {
  name: 'forward-refused-by-aws',
  severity: 'error',
  aliases: [],
};
