import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** The target group behind the listener is empty. */
export const rule: Rule = {
  name: 'no-targets-registered',
  severity: 'error',
  aliases: reachabilityCodes['no-targets-registered'],
  explains: [{ cause: 'no-targets' }],
};
