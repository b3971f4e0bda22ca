import type { Rule } from '../rule.ts';

/** A subnet is in no block of its VPC. Reported by the address plan. */
export const rule: Rule = {
  name: 'subnet-outside-vpc',
  severity: 'error',
  aliases: [],
};
