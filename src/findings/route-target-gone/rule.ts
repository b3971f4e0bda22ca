import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** The route that takes the address leads to something that is gone. */
export const rule: Rule = {
  name: 'route-target-gone',
  severity: 'error',
  aliases: reachabilityCodes['route-target-gone'],
  explains: [{ cause: 'route-dead' }],
};
