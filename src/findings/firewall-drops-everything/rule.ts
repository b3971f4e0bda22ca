import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** The policy of a firewall drops by default, and has no rule that passes anything. */
export const rule: Rule = {
  name: 'firewall-drops-everything',
  severity: 'error',
  aliases: reachabilityCodes['firewall-drops-everything'],
  explains: [{ cause: 'inspection-dropped' }],
};
