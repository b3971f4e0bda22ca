import type { Rule } from '../rule.ts';

/** A host on an HTTPS port that no certificate of the port covers. Reported while files are read. */
export const rule: Rule = {
  name: 'host-without-certificate',
  severity: 'error',
  aliases: [],
  leadsTo: ['certificate-not-trusted'],
};
