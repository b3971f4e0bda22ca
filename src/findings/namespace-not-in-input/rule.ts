import type { Rule } from '../rule.ts';

/** Policies of the mesh are for a namespace whose object was not given. Reported while files are read. */
export const rule: Rule = {
  name: 'namespace-not-in-input',
  severity: 'note',
  aliases: [],
};
