import type { Rule } from '../rule.ts';

/** Two subnets of a VPC have addresses in common. Reported by the address plan. */
export const rule: Rule = {
  name: 'subnets-overlap',
  severity: 'error',
  aliases: [],
};
