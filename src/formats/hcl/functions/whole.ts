import { refused, type FunctionError } from './function.ts';

/** What Terraform says where only a whole number will do. */
export function notWhole(what = ''): FunctionError {
  return refused(`${what}value must be a whole number, between -9223372036854775808 and 9223372036854775807`);
}
