import type { Rule } from '../rule.ts';

/** No line of the subnet's route table takes the address. */
export const rule: Rule = {
  name: 'route-to-address-missing',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'route-missing' }],
};
