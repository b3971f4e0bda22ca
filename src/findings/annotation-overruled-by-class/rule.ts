import type { Rule } from '../rule.ts';

/** IngressClassParams say something else than an annotation of an Ingress, and win. Reported while files are read. */
export const rule: Rule = {
  name: 'annotation-overruled-by-class',
  severity: 'warning',
  aliases: [],
};
