import type { Rule } from '../rule.ts';

/** Weights that look like percent and do not add up to 100, or that are all 0. Reported while files are read. */
export const rule: Rule = {
  name: 'weights-do-not-add-up',
  severity: 'note',
  aliases: [],
  leadsTo: ['destination-unknown'],
};
