import { memberOfUnknown } from '../functions/unknowns.ts';
import { isList, isSet, isUnknown, type Value } from './value.ts';

/** `of[*]...`: of each member; of null nothing, of a single value that one (HCL specification, "Splat Operators"). */
export function splatOf(of: Value, each: (member: Value) => Value): Value {
  if (of === null) return [];
  if (isUnknown(of)) return each(memberOfUnknown(of));
  if (isList(of)) return of.map(each);
  return isSet(of) ? of.members.map(each) : [each(of)];
}
