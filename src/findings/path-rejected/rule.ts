import type { Rule } from '../rule.ts';

/** The proxy refuses the path before any rule sees it. */
export const rule: Rule = {
  name: 'path-rejected',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'path-rejected' }],
};
