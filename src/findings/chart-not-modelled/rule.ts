import type { Rule } from '../rule.ts';

/** The inputs install a chart of which nothing is known. Reported while files are read. */
export const rule: Rule = {
  name: 'chart-not-modelled',
  severity: 'note',
  aliases: [],
};
