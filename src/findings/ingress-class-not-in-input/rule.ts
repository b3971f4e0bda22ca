import type { Rule } from '../rule.ts';

/** An Ingress names a class that no file holds, where the load balancer controller is known to run. Reported while files are read. */
export const rule: Rule = {
  name: 'ingress-class-not-in-input',
  severity: 'note',
  aliases: [],
};
