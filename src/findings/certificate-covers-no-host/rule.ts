import type { Rule } from '../rule.ts';

/** A certificate that covers no host of the Ingresses on its port. Reported while files are read. */
export const rule: Rule = {
  name: 'certificate-covers-no-host',
  severity: 'warning',
  aliases: [],
};
