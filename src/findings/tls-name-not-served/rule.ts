import type { Rule } from '../rule.ts';

/** No filter chain of a listener takes the connection, so it is closed. */
export const rule: Rule = {
  name: 'tls-name-not-served',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'chain-not-found' }],
};
