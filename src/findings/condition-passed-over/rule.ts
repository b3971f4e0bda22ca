import type { Rule } from '../rule.ts';

/** A condition of an annotation has a field that does not exist. Reported while files are read. */
export const rule: Rule = {
  name: 'condition-passed-over',
  severity: 'error',
  aliases: [],
};
