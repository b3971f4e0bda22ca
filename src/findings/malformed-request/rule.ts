import type { Rule } from '../rule.ts';

/** What arrives is no HTTP request that a proxy accepts. */
export const rule: Rule = {
  name: 'malformed-request',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'request-malformed' }],
};
