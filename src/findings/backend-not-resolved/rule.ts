import type { Rule } from '../rule.ts';

/** A route of the Gateway API names a backend that is not there, or that it may not use. Reported while files are read. */
export const rule: Rule = {
  name: 'backend-not-resolved',
  severity: 'error',
  aliases: ['BackendNotFound', 'RefNotPermitted', 'InvalidKind'],
};
