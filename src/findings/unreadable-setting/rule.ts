import type { Rule } from '../rule.ts';

/** A text inside an object cannot be read as what it is for. Reported while files are read. */
export const rule: Rule = {
  name: 'unreadable-setting',
  severity: 'warning',
  aliases: [],
};
