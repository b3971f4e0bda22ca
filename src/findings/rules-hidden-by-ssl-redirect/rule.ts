import type { Rule } from '../rule.ts';

/** The group redirects HTTP to HTTPS, where this Ingress has no rules. Reported while files are read. */
export const rule: Rule = {
  name: 'rules-hidden-by-ssl-redirect',
  severity: 'error',
  aliases: [],
};
