import type { Rule } from '../rule.ts';

/** A Service's annotation beats its Ingress's. Reported while files are read. */
export const rule: Rule = {
  name: 'ingress-setting-hidden-by-service',
  severity: 'warning',
  aliases: [],
};
