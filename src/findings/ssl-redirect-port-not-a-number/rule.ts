import type { Rule } from '../rule.ts';

/** The redirect that IngressClassParams pin has a port that is no number. Reported while files are read. */
export const rule: Rule = {
  name: 'ssl-redirect-port-not-a-number',
  severity: 'error',
  aliases: [],
};
