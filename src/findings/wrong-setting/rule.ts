import type { Rule } from '../rule.ts';

/** A setting of sallyport.yaml is not what it has to be. Reported while files are read. */
export const rule: Rule = {
  name: 'wrong-setting',
  severity: 'error',
  aliases: [],
};
