import type { Rule } from '../rule.ts';

/** The dialler verifies the server, and its certificate does not hold. */
export const rule: Rule = {
  name: 'server-certificate-not-trusted',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'certificate-not-trusted' }],
};
