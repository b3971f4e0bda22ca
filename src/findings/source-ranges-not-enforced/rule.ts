import type { Rule } from '../rule.ts';

/** Source ranges of a Service that nothing enforces. Reported while files are read. */
export const rule: Rule = {
  name: 'source-ranges-not-enforced',
  severity: 'error',
  aliases: [],
};
