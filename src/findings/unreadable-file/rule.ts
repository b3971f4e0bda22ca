import type { Rule } from '../rule.ts';

/** A file cannot be read. Reported while files are read. */
export const rule: Rule = {
  name: 'unreadable-file',
  severity: 'error',
  aliases: [],
};
