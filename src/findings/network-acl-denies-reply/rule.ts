import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Rule } from '../rule.ts';

/** A network ACL denies the answer to a request that has arrived. */
export const rule: Rule = {
  name: 'network-acl-denies-reply',
  severity: 'error',
  aliases: reachabilityCodes['network-acl-denies-reply'],
  explains: [{ cause: 'reply-dropped' }],
};
