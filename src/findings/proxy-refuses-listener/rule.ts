import type { Rule } from '../rule.ts';

/** Envoy refuses the listener that istiod sends, and keeps the one it has. */
export const rule: Rule = {
  name: 'proxy-refuses-listener',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'listener-rejected' }],
};
