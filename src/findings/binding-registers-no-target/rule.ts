import type { Rule } from '../rule.ts';

/** A TargetGroupBinding leads to no target that can be registered. Reported while files are read. */
export const rule: Rule = {
  name: 'binding-registers-no-target',
  severity: 'error',
  aliases: [],
};
