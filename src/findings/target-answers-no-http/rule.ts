import type { Rule } from '../rule.ts';

/** What the target sends back is not HTTP of the version that was asked for. */
export const rule: Rule = {
  name: 'target-answers-no-http',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'answer-not-http' }],
};
