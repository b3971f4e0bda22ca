import type { Rule } from '../rule.ts';

/** The controller's one range a source opens ports that no binding asks for. Reported while files are read. */
export const rule: Rule = {
  name: 'more-ports-opened-than-asked',
  severity: 'warning',
  aliases: [],
};
