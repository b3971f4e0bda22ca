import type { Rule } from '../rule.ts';

/** A document is not YAML. Reported while files are read. */
export const rule: Rule = {
  name: 'unreadable-document',
  severity: 'error',
  aliases: [],
};
