import type { Rule } from '../rule.ts';

/** A route names a Service or a subset that does not exist. */
export const rule: Rule = {
  name: 'route-to-unknown-destination',
  severity: 'error',
  aliases: ['IST0101', 'IST0174', 'KIA1101', 'KIA1107'],
  explains: [{ cause: 'destination-unknown' }],
};
