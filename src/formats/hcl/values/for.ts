import { stringOf } from '../functions/primitives.ts';
import { mostMembers } from '../functions/function.ts';
import { memberOfUnknown, unknownFrom } from '../functions/unknowns.ts';
import { truthOf } from './operators.ts';
import { typeName } from '../functions/type-names.ts';
import { refusedAt } from './refused.ts';
import type { Bound, Scope } from './scope.ts';
import type { Expression, Span } from '../syntax/syntax.ts';
import { isLazy, isList, isMap, isSet, isUnknown, mapOf, unknown, type Value } from './value.ts';

type For = Expression & { readonly kind: 'for' };
type Work = (expression: Expression, scope: Scope) => Value;

/** What a `for` goes through: keys and values in Terraform's order; undefined: nothing can be gone through. */
export function pairsOf(collection: Value): readonly (readonly [Value, Value])[] | undefined {
  if (collection === null || typeof collection !== 'object' || isUnknown(collection)) return undefined;
  if (isList(collection)) return collection.map((value, index) => [index, value] as const);
  if (isSet(collection)) return collection.members.map((value) => [value, value] as const);
  if (isMap(collection)) return [...collection.entries];
  return isLazy(collection) ? [...collection.names()].sort().map((name) => [name, collection.get(name) ?? null] as const) : undefined;
}

/** A scope in which the names of one turn are bound. */
export function turn(scope: Scope, keyName: string | undefined, key: Value, valueName: string, value: Value): Scope {
  const outer = scope.bound;
  const keyed: Bound | undefined = keyName === undefined ? outer : { name: keyName, value: key, ...(outer === undefined ? {} : { next: outer }) };
  return { ...scope, bound: { name: valueName, value, ...(keyed === undefined ? {} : { next: keyed }) } };
}

/** What is told of a collection that nobody can go through. */
export function notIterable(collection: Value, span: Span, scope: Scope): Value {
  if (collection === null) return refusedAt(span, scope, "Iteration over null value: A null value cannot be used as the collection in a 'for' expression.");
  return refusedAt(span, scope, `Iteration over non-iterable value: A value of type ${typeName(collection)} cannot be used as the collection in a 'for' expression.`);
}

/** A `for` expression (HCL specification, "for Expressions"). */
export function forOf(expression: For, scope: Scope, work: Work): Value {
  const collection = work(expression.in, scope);
  if (collection !== null && isUnknown(collection)) return overUnknown(expression, collection, scope, work);
  const pairs = pairsOf(collection);
  if (pairs === undefined) return notIterable(collection, expression.in, scope);
  const kept: (readonly [Value, Value])[] = [];
  const open: Value[] = [];
  for (const [key, value] of pairs) {
    const inside = turn(scope, expression.keyName, key, expression.valueName, value);
    const wanted = expression.condition === undefined ? true : truthOf(work(expression.condition, inside));
    if (wanted === undefined) return refusedAt(expression.condition!, scope, "Invalid 'for' condition: The 'if' clause value is invalid: a bool is required.");
    if (wanted === false) continue;
    if (wanted !== true) open.push(wanted);
    kept.push([expression.key === undefined ? null : work(expression.key, inside), work(expression.value, inside)]);
    if (kept.length > mostMembers) return unknown(`it has more than ${mostMembers.toLocaleString('en')} members`);
  }
  if (open.length > 0) return unknownFrom([...open, ...kept.map(([, value]) => value)]);
  return expression.key === undefined ? kept.map(([, value]) => value) : keyed(expression, expression.key, kept, scope);
}

function keyed(expression: For, keyExpression: Expression, kept: readonly (readonly [Value, Value])[], scope: Scope): Value {
  const found = new Map<string, Value[]>();
  for (const [key, value] of kept) {
    const text = key === null ? undefined : stringOf(key);
    if (key === null || text === undefined || text === null) return refusedAt(keyExpression, scope, `Invalid object key: ${key === null ? "Key expression in 'for' expression must not produce a null value." : 'The key expression produced an invalid result: string required.'}`);
    if (typeof text !== 'string') return unknownFrom([text, ...kept.map(([, each]) => each)]);
    const alike = found.get(text);
    if (alike === undefined) found.set(text, [value]);
    else if (expression.grouped) alike.push(value);
    else return refusedAt(keyExpression, scope, `Duplicate object key: Two different items produced the key "${text}" in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.`);
  }
  return mapOf([...found].map(([key, values]) => [key, expression.grouped ? values : values[0]!] as const));
}

/** Of what nobody knows the members of, one turn with a member that stands for all. */
function overUnknown(expression: For, collection: Value, scope: Scope, work: Work): Value {
  const member = isUnknown(collection) ? memberOfUnknown(collection) : collection;
  const quiet: Scope = { ...turn(scope, expression.keyName, unknownFrom([member]), expression.valueName, member), report: () => undefined };
  const value = work(expression.value, quiet);
  return expression.key === undefined && isUnknown(value) ? value : unknownFrom([member, value]);
}
