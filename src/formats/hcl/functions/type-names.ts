import { isList, isSet, type Value } from '../values/value.ts';

/** What Terraform's messages call the type of a value. */
export function typeName(value: Value): string {
  if (value === null) return 'dynamic';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'string') return typeof value;
  if (isList(value)) return 'tuple';
  if (!isSet(value)) return 'object';
  const [first] = value.members.map(typeName);
  return `set of ${first === 'string' || first === 'number' || first === 'bool' ? first : 'dynamic'}`;
}
