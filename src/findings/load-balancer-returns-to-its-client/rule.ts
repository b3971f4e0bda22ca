import type { Rule } from '../rule.ts';

/** A Network Load Balancer that keeps the client's address hands a connection back to the client's own node. */
export const rule: Rule = {
  name: 'load-balancer-returns-to-its-client',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'hairpin-dropped' }],
};
