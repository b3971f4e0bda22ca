import type { Rule } from '../rule.ts';

/** An Ingress without listen-ports is not on the ports of its group. Reported while files are read. */
export const rule: Rule = {
  name: 'ingress-not-on-port-of-group',
  severity: 'warning',
  aliases: [],
};
