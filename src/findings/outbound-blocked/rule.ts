import type { Rule } from '../rule.ts';

/** A host that the mesh does not know is called, and the mesh lets nothing else out. */
export const rule: Rule = {
  name: 'outbound-blocked',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'egress-blocked' }],
};
