import type { Rule } from '../rule.ts';

/** AWS answers without saying of what. Reported while files are read. */
export const rule: Rule = {
  name: 'answer-without-owner',
  severity: 'error',
  aliases: [],
};
