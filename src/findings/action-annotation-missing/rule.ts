import type { Rule } from '../rule.ts';

/** A backend names an action, and no annotation says which. Reported while files are read. */
export const rule: Rule = {
  name: 'action-annotation-missing',
  severity: 'error',
  aliases: [],
};
