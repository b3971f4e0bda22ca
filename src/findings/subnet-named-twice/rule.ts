import type { Rule } from '../rule.ts';

/** One subnet that stands twice in the annotation. Reported while files are read. */
export const rule: Rule = {
  name: 'subnet-named-twice',
  severity: 'error',
  aliases: [],
};
