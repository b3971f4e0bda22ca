import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** A sender without a public address is sent to an internet gateway. */
export const rule: Rule = {
  name: 'sender-without-public-address',
  severity: 'error',
  aliases: reachabilityCodes['sender-without-public-address'],
  explains: [{ cause: 'no-public-address' }],
};
