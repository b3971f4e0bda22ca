import type { Rule } from '../rule.ts';

/** An Ingress uses the old class annotation, with which IngressClassParams do not apply. Reported while files are read. */
export const rule: Rule = {
  name: 'class-parameters-bypassed',
  severity: 'warning',
  aliases: [],
};
