import type { Rule } from '../rule.ts';

/** Only one direction of a connection passes a firewall, or the two pass different ones. */
export const rule: Rule = {
  name: 'reply-misses-firewall',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'asymmetric' }],
};
