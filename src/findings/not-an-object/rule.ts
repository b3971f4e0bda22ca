import type { Rule } from '../rule.ts';

/** Something stands where an object of Kubernetes should, and lacks what makes it one. Reported while files are read. */
export const rule: Rule = {
  name: 'not-an-object',
  severity: 'error',
  aliases: [],
};
