import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** An interface endpoint has a subnet in a zone in which the service has no load balancer node. */
export const rule: Rule = {
  name: 'endpoint-zone-not-served',
  severity: 'error',
  aliases: reachabilityCodes['endpoint-zone-not-served'],
  explains: [{ cause: 'zone-not-served' }],
};
