import type { Rule } from '../rule.ts';

/** The controller cannot tell into which security group of a target it has to write, or what. Reported while files are read. */
export const rule: Rule = {
  name: 'target-security-group-not-opened',
  severity: 'error',
  aliases: [],
};
