import type { Rule } from '../rule.ts';

/** The controller's webhook keeps the API server from taking a TargetGroupBinding. Reported while files are read. */
export const rule: Rule = {
  name: 'binding-refused',
  severity: 'error',
  aliases: [],
};
