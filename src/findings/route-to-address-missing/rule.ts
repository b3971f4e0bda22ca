import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** No line of the subnet's route table takes the address. */
export const rule: Rule = {
  name: 'route-to-address-missing',
  severity: 'error',
  aliases: reachabilityCodes['route-to-address-missing'],
  explains: [{ cause: 'route-missing' }],
};
