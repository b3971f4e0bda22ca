import { isLazy, isList, isMap, isSet, isUnknown, type SetValue, type Value } from '../values/value.ts';
import { keyOf } from './unknowns.ts';
import { compareBytes } from './texts-order.ts';

/**
 * A text that two values share exactly where Terraform holds them to be equal. An unknown is equal to itself: to the same
 * attribute of the same resource, or to the very value.
 */
export function identityOf(value: Value): string {
  return identity(value, { left: mostNodes });
}

/** One value may stand in another in very many places; what is larger than this is equal to nothing but itself. */
const mostNodes = 1_000_000;

function identity(value: Value, nodes: { left: number }): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value === 'string' ? JSON.stringify(value) : String(value);
  if (--nodes.left < 0) return `large ${numberOf(value)}`;
  if (isList(value)) return `[${value.map((each) => identity(each, nodes)).join()}]`;
  if (isSet(value)) return `set[${value.members.map((each) => identity(each, nodes)).sort().join()}]`;
  if (isMap(value)) return `{${[...value.entries].map(([key, each]) => `${JSON.stringify(key)}:${identity(each, nodes)}`).join()}}`;
  if (isLazy(value)) return `lazy ${value.text}`;
  if (value.is !== undefined) return `is ${keyOf(value.is)}`;
  return value.text === undefined ? `unknown ${numberOf(value)}` : `text ${value.text}`;
}

/** A set of the values: each once, texts and numbers in their order. */
export function setOf(values: Iterable<Value>): SetValue {
  return { kind: 'set', members: [...distinct(values)].sort(order) };
}

/** The values, each where it stands first. */
export function distinct(values: Iterable<Value>): readonly Value[] {
  const known = new Map<string, Value>();
  for (const value of values) {
    const key = identityOf(value);
    if (!known.has(key)) known.set(key, value);
  }
  return [...known.values()];
}

function order(one: Value, other: Value): number {
  if (typeof one === 'string' && typeof other === 'string') return compareBytes(one, other);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'boolean' && typeof other === 'boolean') return Number(one) - Number(other);
  const [a, b] = [rank(one), rank(other)];
  return a !== b ? a - b : a === 0 ? compareBytes(identityOf(one), identityOf(other)) : 0;
}

function rank(value: Value): number {
  return isUnknown(value) ? 2 : value === null ? 1 : 0;
}

let numbers: WeakMap<object, number> | undefined;
let used = 0;

/** Each unknown of which nothing is known is another one. */
function numberOf(value: object): number {
  numbers ??= new WeakMap();
  const known = numbers.get(value);
  if (known !== undefined) return known;
  numbers.set(value, ++used);
  return used;
}
