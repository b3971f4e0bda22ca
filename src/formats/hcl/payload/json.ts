import type { Json } from '../../../resource/resource.ts';
import { textOfUnknown } from '../functions/unknowns.ts';
import { localText } from '../values/json-value.ts';
import { isLazy, isList, isMap, isSet, isUnknown, type Value } from '../values/value.ts';

/** A value as part of an object of Kubernetes: what only apply knows stands as a reference, and what nobody can say is left out. */
export function plainJson(value: Value, scope: string, around: readonly Value[] = []): Json | undefined {
  if (value === null || typeof value !== 'object') return value;
  if (isUnknown(value)) {
    const text = textOfUnknown(value, scope);
    return text === undefined ? undefined : localText(text, scope);
  }
  if (isList(value) || isSet(value)) return (isList(value) ? value : value.members).flatMap((member) => plainJson(member, scope, around) ?? []);
  // Instances that hold each other are a circle, which is told where the files are looked through.
  if (around.includes(value)) return undefined;
  const entries: Iterable<readonly [string, Value]> = isMap(value) ? value.entries : isLazy(value) ? value.names().map((name) => [name, value.get(name) ?? null] as const) : [];
  return Object.fromEntries([...entries].flatMap(([key, member]) => {
    const found = plainJson(member, scope, isLazy(value) ? [...around, value] : around);
    return found === undefined || found === null ? [] : [[key, found]];
  }));
}
