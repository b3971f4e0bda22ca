import type { Rule } from '../rule.ts';

/** A module of Terraform's lies somewhere else, and nobody knows what it makes. Reported while files are read. */
export const rule: Rule = {
  name: 'module-not-read',
  severity: 'note',
  aliases: [],
};
