import type { Rule } from '../rule.ts';

/** A forward to several target groups, one of which is sticky, without stickiness of the action. Reported while files are read. */
export const rule: Rule = {
  name: 'weighted-forward-without-group-stickiness',
  severity: 'error',
  aliases: [],
};
