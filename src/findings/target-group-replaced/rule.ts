import type { Rule } from '../rule.ts';

/** Applying a change makes a new target group in place of the one that is there. Reported while files are read. */
export const rule: Rule = {
  name: 'target-group-replaced',
  severity: 'warning',
  aliases: [],
};
