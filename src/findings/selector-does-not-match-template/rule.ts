import type { Rule } from '../rule.ts';

/** A workload selects pods by labels that its own template does not have. Reported while files are read. */
export const rule: Rule = {
  name: 'selector-does-not-match-template',
  severity: 'error',
  aliases: [],
};
