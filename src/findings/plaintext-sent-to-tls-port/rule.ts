import type { Rule } from '../rule.ts';

/** The server expects a TLS handshake and gets plain bytes. */
export const rule: Rule = {
  name: 'plaintext-sent-to-tls-port',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'plaintext-to-tls' }],
};
