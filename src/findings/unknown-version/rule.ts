import type { Rule } from '../rule.ts';

/** An object is written for a version of the API that its kind never had. Reported while files are read. */
export const rule: Rule = {
  name: 'unknown-version',
  severity: 'error',
  aliases: [],
};
