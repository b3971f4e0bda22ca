import type { Rule } from '../rule.ts';

/** The load balancer answers a request by itself, whatever its rules say. */
export const rule: Rule = {
  name: 'request-not-taken',
  severity: 'error',
  aliases: ['HTTPCode_ELB_4XX_Count'],
  explains: [{ cause: 'request-not-taken' }],
};
