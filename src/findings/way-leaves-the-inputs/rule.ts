import type { Rule } from '../rule.ts';

/** Packets go where the inputs hold nothing that says what becomes of them: no mistake, and no answer. */
export const rule: Rule = {
  name: 'way-leaves-the-inputs',
  severity: 'note',
  aliases: [],
  explains: [{ cause: 'destination-unknown', of: 'cloud' }],
};
