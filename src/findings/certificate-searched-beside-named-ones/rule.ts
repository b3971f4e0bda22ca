import type { Rule } from '../rule.ts';

/** A member of a group that names no certificate has the controller search for some. Reported while files are read. */
export const rule: Rule = {
  name: 'certificate-searched-beside-named-ones',
  severity: 'warning',
  aliases: [],
};
