import type { Rule } from '../rule.ts';

/** Several namespaces share a load balancer by the name of its group. Reported while files are read. */
export const rule: Rule = {
  name: 'group-open-to-every-namespace',
  severity: 'note',
  aliases: [],
};
