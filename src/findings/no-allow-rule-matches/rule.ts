import type { Rule } from '../rule.ts';

/** An ALLOW policy selects the workload, and none of its rules takes the request. */
export const rule: Rule = {
  name: 'no-allow-rule-matches',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'policy-not-allowed' }],
};
