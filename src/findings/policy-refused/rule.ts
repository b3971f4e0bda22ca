import type { Rule } from '../rule.ts';

/** istiod's webhook has the API server refuse an AuthorizationPolicy or RequestAuthentication. Reported where its rules are read. */
export const rule: Rule = {
  name: 'policy-refused',
  severity: 'error',
  aliases: ['IST0106'],
};
