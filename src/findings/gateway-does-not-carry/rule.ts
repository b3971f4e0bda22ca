import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** A gateway is asked to carry what it does not carry: another protocol, or packets that come from beyond a peering. */
export const rule: Rule = {
  name: 'gateway-does-not-carry',
  severity: 'error',
  aliases: reachabilityCodes['gateway-does-not-carry'],
  explains: [{ cause: 'not-carried' }],
};
