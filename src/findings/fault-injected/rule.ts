import type { Rule } from '../rule.ts';

/** A VirtualService makes the proxy fail requests on purpose. */
export const rule: Rule = {
  name: 'fault-injected',
  severity: 'warning',
  aliases: [],
  explains: [{ cause: 'fault-injected' }],
};
