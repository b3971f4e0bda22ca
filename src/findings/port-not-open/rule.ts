import type { Rule } from '../rule.ts';

/** The pod is there, and nothing listens on this port of it. */
export const rule: Rule = {
  name: 'port-not-open',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'port-closed' }],
};
