import type { Rule } from '../rule.ts';

/** A rule of a security group or an entry of a network ACL that AWS does not take. Reported by the address plan. */
export const rule: Rule = {
  name: 'network-rule-refused',
  severity: 'error',
  aliases: [],
};
