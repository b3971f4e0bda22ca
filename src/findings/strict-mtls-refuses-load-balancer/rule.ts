import type { Rule } from '../rule.ts';

/** The sidecar takes mesh mTLS only, and the load balancer has no mesh certificate. */
export const rule: Rule = {
  name: 'strict-mtls-refuses-load-balancer',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'plaintext-refused', dialler: 'load-balancer' }],
};
