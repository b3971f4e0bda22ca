import type { Rule } from '../rule.ts';

/** The client certificate comes from an authority that the server does not trust. */
export const rule: Rule = {
  name: 'client-certificate-not-trusted',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'client-certificate-not-trusted' }],
};
