import type { Rule } from '../rule.ts';

/** A TargetGroupBinding names a target group of which the inputs hold nothing. Reported while files are read. */
export const rule: Rule = {
  name: 'target-group-not-in-input',
  severity: 'note',
  aliases: [],
};
