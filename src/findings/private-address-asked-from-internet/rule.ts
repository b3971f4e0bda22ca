import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** A client on the internet is sent to addresses that only a private network has. */
export const rule: Rule = {
  name: 'private-address-asked-from-internet',
  severity: 'error',
  aliases: reachabilityCodes['private-address-asked-from-internet'],
  explains: [{ cause: 'not-routable' }],
};
