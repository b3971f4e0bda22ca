import type { Rule } from '../rule.ts';

/** A TCP and a UDP port of one number become one listener that AWS refuses. Reported while files are read. */
export const rule: Rule = {
  name: 'port-in-two-protocols',
  severity: 'error',
  aliases: [],
};
