import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** A subnet sends packets to a transit gateway whose attachment has no subnet in that zone. */
export const rule: Rule = {
  name: 'transit-gateway-not-in-zone',
  severity: 'error',
  aliases: reachabilityCodes['transit-gateway-not-in-zone'],
  explains: [{ cause: 'zone-not-attached' }],
};
