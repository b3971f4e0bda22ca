import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** An interface endpoint is not available, so it carries no traffic. */
export const rule: Rule = {
  name: 'endpoint-not-available',
  severity: 'error',
  aliases: reachabilityCodes['endpoint-not-available'],
  explains: [{ cause: 'endpoint-unavailable' }],
};
