import type { Rule } from '../rule.ts';

/** A setting stands under meshConfig that Istio reads elsewhere. Reported while files are read. */
export const rule: Rule = {
  name: 'mesh-setting-misplaced',
  severity: 'warning',
  aliases: [],
};
