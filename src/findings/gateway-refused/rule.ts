import type { Rule } from '../rule.ts';

/** istiod's webhook has the API server refuse a Gateway. Reported where its listeners are read. */
export const rule: Rule = {
  name: 'gateway-refused',
  severity: 'error',
  aliases: ['IST0106'],
  leadsTo: ['port-closed', 'no-route', 'chain-not-found'],
};
