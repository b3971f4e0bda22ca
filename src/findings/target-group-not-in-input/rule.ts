import type { Rule } from '../rule.ts';

/** A TargetGroupBinding, or a rule of a load balancer, names a target group of which the inputs hold nothing. The first is reported while files are read. */
export const rule: Rule = {
  name: 'target-group-not-in-input',
  severity: 'note',
  aliases: [],
  explains: [{ cause: 'group-not-in-input' }],
};
