import type { Rule } from '../rule.ts';

/** A key stands twice in one map. Reported while files are read. */
export const rule: Rule = {
  name: 'duplicate-key',
  severity: 'warning',
  aliases: [],
};
