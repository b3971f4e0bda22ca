import type { Rule } from '../rule.ts';

/** A script of Terraform's hands manifests to kubectl: they are read as if they were applied. Reported while files are read. */
export const rule: Rule = {
  name: 'applied-by-script',
  severity: 'note',
  aliases: [],
};
