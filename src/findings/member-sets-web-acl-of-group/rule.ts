import type { Rule } from '../rule.ts';

/** One Ingress of a group that decides on the web ACL of all. Reported while files are read. */
export const rule: Rule = {
  name: 'member-sets-web-acl-of-group',
  severity: 'note',
  aliases: [],
};
