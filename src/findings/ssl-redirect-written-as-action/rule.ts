import type { Rule } from '../rule.ts';

/** `actions.ssl-redirect` with a port is no redirect. Reported while files are read. */
export const rule: Rule = {
  name: 'ssl-redirect-written-as-action',
  severity: 'warning',
  aliases: [],
};
