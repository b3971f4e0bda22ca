import type { Rule } from '../rule.ts';

/** Istio leaves out a part of an Ingress that it cannot or does not serve. Reported while files are read. */
export const rule: Rule = {
  name: 'ingress-part-ignored',
  severity: 'warning',
  aliases: [],
};
