import type { Rule } from '../rule.ts';

/** istiod's webhook has the API server refuse a VirtualService. Reported where its routes are read. */
export const rule: Rule = {
  name: 'virtual-service-refused',
  severity: 'error',
  aliases: ['IST0106'],
  leadsTo: ['no-route'],
};
