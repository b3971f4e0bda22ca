import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** No rule of a security group lets the packets through. */
export const rule: Rule = {
  name: 'guard-drops-traffic',
  severity: 'error',
  aliases: reachabilityCodes['guard-drops-traffic'],
  explains: [{ cause: 'guard-dropped' }],
};
