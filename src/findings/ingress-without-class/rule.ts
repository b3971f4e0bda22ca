import type { Rule } from '../rule.ts';

/** An Ingress has annotations of the AWS Load Balancer Controller, and no class. Reported while files are read. */
export const rule: Rule = {
  name: 'ingress-without-class',
  severity: 'warning',
  aliases: [],
};
