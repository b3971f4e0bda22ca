import type { Rule } from '../rule.ts';

/** The sidecar takes mesh mTLS only, and the client has no sidecar or was told to send plaintext. */
export const rule: Rule = {
  name: 'strict-mtls-refuses-plaintext-client',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'plaintext-refused' }],
};
