import type { Rule } from '../rule.ts';

/** The Secret of spec.tls, which the AWS Load Balancer Controller does not read. Reported while files are read. */
export const rule: Rule = {
  name: 'tls-secret-not-used',
  severity: 'warning',
  aliases: [],
};
