import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** The address exists, and nothing listens on this port of it. */
export const rule: Rule = {
  name: 'no-listener-on-port',
  severity: 'error',
  aliases: reachabilityCodes['no-listener-on-port'],
  explains: [{ cause: 'no-listener' }],
};
