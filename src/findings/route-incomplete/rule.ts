import type { Rule } from '../rule.ts';

/** A route without a destination or a target, or a table without a VPC. Reported by the address plan. */
export const rule: Rule = {
  name: 'route-incomplete',
  severity: 'error',
  aliases: [],
};
