import type { Rule } from '../rule.ts';

/** A policy of the Gateway API for a backend does not do what it says. Reported while files are read. */
export const rule: Rule = {
  name: 'backend-policy-not-applied',
  severity: 'warning',
  aliases: ['TargetNotFound', 'Conflicted', 'NoValidCACertificate'],
};
