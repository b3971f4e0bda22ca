import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** A network ACL denies the packets on their way to the destination. */
export const rule: Rule = {
  name: 'network-acl-denies-traffic',
  severity: 'error',
  aliases: reachabilityCodes['network-acl-denies-traffic'],
  explains: [{ cause: 'acl-dropped' }],
};
