import type { Rule } from '../rule.ts';

/** The address of a target is in no subnet of its VPC. Reported by the address plan. */
export const rule: Rule = {
  name: 'target-in-no-subnet',
  severity: 'warning',
  aliases: [],
};
