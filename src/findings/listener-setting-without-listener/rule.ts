import type { Rule } from '../rule.ts';

/** A setting of a port on which the Ingress does not listen. Reported while files are read. */
export const rule: Rule = {
  name: 'listener-setting-without-listener',
  severity: 'warning',
  aliases: [],
};
