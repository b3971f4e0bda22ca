import type { Rule } from '../rule.ts';

/** The proxy does not speak HTTP/1.0. */
export const rule: Rule = {
  name: 'http-1-0-refused',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'version-refused' }],
};
