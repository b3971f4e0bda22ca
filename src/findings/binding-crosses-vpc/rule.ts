import type { Rule } from '../rule.ts';

/** A target is in another VPC than its target group, and AWS does not register it. Reported while files are read. */
export const rule: Rule = {
  name: 'binding-crosses-vpc',
  severity: 'error',
  aliases: [],
};
