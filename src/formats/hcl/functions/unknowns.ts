import { isLazy, isList, isMap, isSet, isUnknown, type Reference, type Unknown, type Value } from '../values/value.ts';

/** What a reference is called in texts, as `referenceText` of the plan reader has it: with its scope where that is another one. */
export function textOfReference({ scope, type, name, attribute }: Reference, from: string): string {
  return `\${${scope === from ? '' : `${scope}!`}${type}.${name}.${attribute}}`;
}

/** What stands in a text for a value that is not known: undefined where there is no way to say it. */
export function textOfUnknown(value: Unknown, scope: string): string | undefined {
  return value.text ?? (value.is === undefined ? undefined : textOfReference(value.is, scope));
}

/** Members of values, and members of those, that are not known. Attributes of a lazy are not looked at. */
export function unknownsIn(values: readonly Value[]): readonly Unknown[] {
  const found: Unknown[] = [];
  for (const value of within(values)) if (isUnknown(value)) found.push(value);
  return found;
}

/** Whether everything in the values is known. */
export function areKnown(values: readonly Value[]): boolean {
  for (const value of within(values)) if (isUnknown(value)) return false;
  return true;
}

/** The unknown that is worked out from values of which some are not known. */
export function unknownFrom(values: readonly Value[], text?: string): Unknown {
  const unknowns = unknownsIn(values);
  const from = new Map(unknowns.flatMap((each) => [...(each.is === undefined ? [] : [each.is]), ...each.from]).map((reference) => [keyOf(reference), reference]));
  const why = unknowns.find((each) => each.why !== undefined)?.why;
  return { kind: 'unknown', from: [...from.values()], ...(why === undefined ? {} : { why }), ...(text === undefined ? {} : { text }) };
}

/** What a member of an unknown list or map is: still that attribute; of a data source, which apply does not wait for, the member by its number. */
export function memberOfUnknown({ is, from, why }: Unknown, index?: number, text?: string): Unknown {
  const numbered = is === undefined || index === undefined || !is.name.startsWith('data.') ? is : { ...is, attribute: `${is.attribute}[${index}]` };
  return { kind: 'unknown', from, ...(numbered === undefined ? {} : { is: numbered }), ...(why === undefined ? {} : { why }), ...(text === undefined ? {} : { text }) };
}

/** A reference as a key. */
export function keyOf({ scope, type, name, attribute }: Reference): string {
  return `${scope}\n${type}\n${name}\n${attribute}`;
}

/** The values and their members, in order; what stands in many places is met once. */
function* within(values: readonly Value[]): Iterable<Value> {
  const seen = new Set<Value>();
  const open: Value[] = [...values].reverse();
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value !== null && typeof value === 'object') {
      if (seen.has(value)) continue;
      seen.add(value);
      for (const member of [...membersOf(value)].reverse()) open.push(member);
    }
    yield value;
  }
}

function membersOf(value: Value): Iterable<Value> {
  if (value === null || typeof value !== 'object' || isLazy(value)) return [];
  if (isList(value)) return value;
  if (isMap(value)) return value.entries.values();
  return isSet(value) ? value.members : [];
}
