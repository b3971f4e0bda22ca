import type { Rule } from '../rule.ts';

/** No listener takes a route of the Gateway API, so that no request comes to it. Reported while files are read. */
export const rule: Rule = {
  name: 'route-not-attached',
  severity: 'error',
  aliases: ['NotAllowedByListeners', 'NoMatchingListenerHostname', 'NoMatchingParent'],
};
