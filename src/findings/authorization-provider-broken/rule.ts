import type { Rule } from '../rule.ts';

/** A CUSTOM policy names a provider that the mesh does not have, and so denies everything. */
export const rule: Rule = {
  name: 'authorization-provider-broken',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'policy-provider-broken' }],
};
