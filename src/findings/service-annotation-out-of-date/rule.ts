import type { Rule } from '../rule.ts';

/** The AWS Load Balancer Controller still reads this annotation of a Service, which has a successor. Reported while files are read. */
export const rule: Rule = {
  name: 'service-annotation-out-of-date',
  severity: 'note',
  aliases: [],
};
