import type { Rule } from '../rule.ts';

/** The server insists on a client certificate, and the dialler offers none. */
export const rule: Rule = {
  name: 'client-certificate-missing',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'client-certificate-missing' }],
};
