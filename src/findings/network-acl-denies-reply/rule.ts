import type { Rule } from '../rule.ts';

/** A network ACL denies the answer to a request that has arrived. */
export const rule: Rule = {
  name: 'network-acl-denies-reply',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'reply-dropped' }],
};
