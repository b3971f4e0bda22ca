import type { Rule } from '../rule.ts';

/** Bindings of two clusters name one target group, and not all of them share it on purpose. Reported while files are read. */
export const rule: Rule = {
  name: 'target-group-shared-by-clusters',
  severity: 'error',
  aliases: [],
};
