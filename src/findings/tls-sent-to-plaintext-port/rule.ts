import type { Rule } from '../rule.ts';

/** The target gets a TLS handshake on a port where it reads plain HTTP. */
export const rule: Rule = {
  name: 'tls-sent-to-plaintext-port',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'tls-to-plaintext' }],
};
