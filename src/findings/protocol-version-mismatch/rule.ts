import type { Rule } from '../rule.ts';

/** The request is of another HTTP version than the target group takes. */
export const rule: Rule = {
  name: 'protocol-version-mismatch',
  severity: 'note',
  aliases: ['464'],
  explains: [{ cause: 'version-mismatch' }],
};
