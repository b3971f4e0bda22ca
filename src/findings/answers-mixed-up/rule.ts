import type { Rule } from '../rule.ts';

/** Answers of two accounts or Regions are read as those of one. Reported while files are read. */
export const rule: Rule = {
  name: 'answers-mixed-up',
  severity: 'warning',
  aliases: [],
};
