import type { Rule } from '../rule.ts';

/** The address exists, and nothing listens on this port of it. */
export const rule: Rule = {
  name: 'no-listener-on-port',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'no-listener' }],
};
