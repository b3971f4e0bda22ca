import type { Rule } from '../rule.ts';

/** A TargetGroupBinding asks the controller to open nothing. Reported while files are read. */
export const rule: Rule = {
  name: 'binding-opens-no-port',
  severity: 'note',
  aliases: [],
};
