import type { Rule } from '../rule.ts';

/** The Service, or the subset of it, has no pod that is ready. */
export const rule: Rule = {
  name: 'no-ready-endpoints',
  severity: 'error',
  aliases: ['IST0173'],
  explains: [{ cause: 'no-endpoints' }],
};
