import type { Rule } from '../rule.ts';

/** A block of addresses is none. Reported by the address plan. */
export const rule: Rule = {
  name: 'address-block-malformed',
  severity: 'error',
  aliases: [],
};
