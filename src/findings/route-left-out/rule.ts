import type { Rule } from '../rule.ts';

/** One part of a route cannot be translated, and nothing is made of the whole. Reported while files are read. */
export const rule: Rule = {
  name: 'route-left-out',
  severity: 'error',
  aliases: ['InvalidFilter', 'InvalidConfiguration', 'InvalidDestination'],
};
