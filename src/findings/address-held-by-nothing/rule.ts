import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** No interface has the address that is dialled. */
export const rule: Rule = {
  name: 'address-held-by-nothing',
  severity: 'error',
  aliases: reachabilityCodes['address-held-by-nothing'],
  explains: [{ cause: 'address-unused' }, { cause: 'subnet-missing' }],
};
