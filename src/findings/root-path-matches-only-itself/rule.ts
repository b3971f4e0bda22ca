import type { Rule } from '../rule.ts';

/** An ImplementationSpecific path `/` of an Ingress takes the path `/` and nothing else. Reported while files are read. */
export const rule: Rule = {
  name: 'root-path-matches-only-itself',
  severity: 'warning',
  aliases: [],
};
