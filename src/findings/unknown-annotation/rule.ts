import type { Rule } from '../rule.ts';

/** The AWS Load Balancer Controller reads no annotation of this name from this object. Reported while files are read. */
export const rule: Rule = {
  name: 'unknown-annotation',
  severity: 'warning',
  aliases: [],
};
