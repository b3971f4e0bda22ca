import type { Rule } from '../rule.ts';

/** Something in Terraform's files has no value here. Reported while files are read. */
export const rule: Rule = {
  name: 'not-worked-out',
  severity: 'note',
  aliases: [],
};
