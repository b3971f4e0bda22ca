import type { Rule } from '../rule.ts';

/** An object is written for a version of the API that no cluster serves any more. Reported while files are read. */
export const rule: Rule = {
  name: 'removed-version',
  severity: 'error',
  aliases: [],
};
