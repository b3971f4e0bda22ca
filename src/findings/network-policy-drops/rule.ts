import type { Rule } from '../rule.ts';

/** No NetworkPolicy that isolates one of the two ends admits the connection. */
export const rule: Rule = {
  name: 'network-policy-drops',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'policy-dropped' }],
};
