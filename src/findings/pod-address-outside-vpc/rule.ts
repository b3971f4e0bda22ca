import type { Rule } from '../rule.ts';

/** A pod that is a target by its own address has one that no VPC of the inputs has, while its node's is of one. Reported while files are read. */
export const rule: Rule = {
  name: 'pod-address-outside-vpc',
  severity: 'warning',
  aliases: [],
};
