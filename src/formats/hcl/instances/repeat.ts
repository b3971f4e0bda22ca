import { addressOf } from '../../../resource/resource.ts';
import { isPlainUnknown, refusedAt } from '../values/refused.ts';
import { unknownFrom, unknownsIn } from '../functions/unknowns.ts';
import { numberFrom, stringOf } from '../functions/primitives.ts';
import { typeName } from '../functions/type-names.ts';
import type { Scope, Source } from '../values/scope.ts';
import type { Block, Body, Expression } from '../syntax/syntax.ts';
import { isLazy, isList, isMap, isSet, isUnknown, unknown, type LazyValue, type Reference, type Value } from '../values/value.ts';

/** What `count` and `for_each` make of a block. `some`: nobody knows how many, and one is read for all. */
export type Repeated =
  | { readonly kind: 'single' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'each'; readonly pairs: readonly (readonly [key: string, value: Value])[] }
  | { readonly kind: 'some'; readonly by: 'count' | 'for_each'; readonly key: Value; readonly value: Value };

/** Instances of one block, or of one module. */
export const mostInstances = 10_000;

/** Instances of modules, and of resources and data sources, that one reading makes: the bound is on what is kept in memory. */
export const mostModules = 10_000;
export const mostOfAll = 100_000;

/** The key of an instance of which nobody knows the key. */
export const someKey = '*';

type Work = (expression: Expression, scope: Scope) => Value;

/** How often a block stands; `address` is what it is called in messages. */
export function repeatedBy(body: Body, address: string, scope: Scope, work: Work): Repeated {
  const count = body.attributes.find(({ name }) => name === 'count');
  const each = body.attributes.find(({ name }) => name === 'for_each');
  if (count !== undefined && each !== undefined) refusedAt(each.nameSpan, scope, 'Invalid combination of "count" and "for_each": The "count" and "for_each" meta-arguments are mutually-exclusive, only one should be used to be explicit about the number of resources to be created.');
  if (each !== undefined) return byEach(each.value, work(each.value, scope), address, scope);
  return count === undefined ? { kind: 'single' } : byCount(count.value, work(count.value, scope), address, scope);
}

function byCount(expression: Expression, value: Value, address: string, scope: Scope): Repeated {
  const refuse = (message: string): Repeated => {
    refusedAt(expression, scope, `Invalid count argument: ${message}`);
    return { kind: 'count', count: 0 };
  };
  if (value === null) return refuse('The given "count" argument value is null. An integer is required.');
  if (isUnknown(value)) return some('count', value, expression, address, scope);
  const number = numberFrom(value);
  if (typeof number !== 'number') {
    refusedAt(expression, scope, 'Incorrect value type: Invalid expression value: a number is required.');
    return { kind: 'count', count: 0 };
  }
  if (!Number.isInteger(number)) return refuse('The given "count" argument value is unsuitable: value must be a whole number, between -9223372036854775808 and 9223372036854775807.');
  if (number < 0) return refuse('The given "count" argument value is unsuitable: must be greater than or equal to zero.');
  return { kind: 'count', count: bounded(number, expression, address, scope) };
}

function byEach(expression: Expression, value: Value, address: string, scope: Scope): Repeated {
  const refuse = (message: string, what = 'Invalid for_each argument'): Repeated => {
    refusedAt(expression, scope, `${what}: ${message}`);
    return { kind: 'each', pairs: [] };
  };
  if (value === null) return refuse('The given "for_each" argument value is unsuitable: the given "for_each" argument value is null. A map, or set of strings is allowed.');
  if (isUnknown(value)) return some('for_each', value, expression, address, scope);
  if (isMap(value)) return { kind: 'each', pairs: cut([...value.entries], expression, address, scope) };
  if (isLazy(value)) return { kind: 'each', pairs: cut([...value.names()].sort().map((name) => [name, value.get(name) ?? null] as const), expression, address, scope) };
  if (!isSet(value)) return refuse(`The given "for_each" argument value is unsuitable: the "for_each" argument must be a map, or set of strings, and you have provided a value of type ${isList(value) ? 'tuple' : typeName(value)}.`);
  const pairs: (readonly [string, Value])[] = [];
  for (const member of value.members) {
    if (member === null) return refuse('The given "for_each" argument value is unsuitable: "for_each" sets must not contain null values.', 'Invalid for_each set argument');
    if (isUnknown(member)) return some('for_each', value, expression, address, scope);
    const key = stringOf(member);
    if (typeof member !== 'string' || typeof key !== 'string') return refuse(`The given "for_each" argument value is unsuitable: "for_each" supports maps and sets of strings, but you have provided a set containing type ${typeName(member)}.`, 'Invalid for_each set argument');
    pairs.push([key, member]);
  }
  return { kind: 'each', pairs: cut(pairs, expression, address, scope) };
}

/** Terraform refuses what only apply tells; what a better reader would know is a note. */
function some(by: 'count' | 'for_each', value: Value, expression: Expression, address: string, scope: Scope): Repeated {
  const { why, is, from } = unknownFrom([value]);
  const rests = is !== undefined || from.length > 0 || !isPlainUnknown(value) || why === undefined;
  const [first] = rests && why === undefined ? unknownsIn([value]).flatMap((each) => [...(each.is === undefined ? [] : [each.is]), ...each.from]) : [];
  const managed = first !== undefined && !/(?:^|\.)data\./.test(first.name);
  const name = first === undefined ? '' : ` It rests on ${addressOf(first)}.${first.attribute}.`;
  if (managed) {
    const message =
      by === 'count'
        ? 'Invalid count argument: The "count" value depends on resource attributes that cannot be determined until apply, so Terraform cannot predict how many instances will be created.'
        : `Invalid for_each argument: The "for_each" ${isSet(value) || calls(expression, 'toset') ? 'set includes values' : 'map includes keys'} derived from resource attributes that cannot be determined until apply, and so Terraform cannot determine the full set of keys that will identify the instances of this resource.`;
    scope.report({ name: 'plan-ends-with-error', severity: 'error', message: `${message}${name} One instance of ${address} is read for all`, file: scope.file, span: expression });
  } else {
    const cause = why ?? (first === undefined ? 'it rests on what nothing here tells' : `it rests on ${restOf(first)}`);
    scope.report({
      name: 'not-worked-out',
      severity: 'note',
      message: `how many ${address} there are is not known: ${cause}. One is read for all`,
      file: scope.file,
      span: expression,
      alike: { cause: `how many: ${cause}`, subject: address, message: (addresses) => `how many there are of ${addresses} is not known: ${cause}. One of each is read for all` },
    });
  }
  const member = unknownFrom([value]);
  return { kind: 'some', by, key: why === undefined ? member : unknown(why, member.from), value: isUnknown(value) ? { ...member, ...(value.is === undefined ? {} : { is: value.is }) } : member };
}

/** Every list of all zones is the same one, whatever the data source is called that asks for it. */
function restOf(reference: Reference): string {
  return reference.type === 'aws_availability_zones' ? `the zones that AWS lists (data.aws_availability_zones, ${reference.attribute})` : `${addressOf(reference)}.${reference.attribute}`;
}

function calls(expression: Expression, name: string): boolean {
  return expression.kind === 'call' && expression.name === name;
}

function cut(pairs: readonly (readonly [string, Value])[], expression: Expression, address: string, scope: Scope): readonly (readonly [string, Value])[] {
  return pairs.slice(0, bounded(pairs.length, expression, address, scope));
}

function bounded(count: number, expression: Expression, address: string, scope: Scope): number {
  if (count <= mostInstances) return count;
  scope.report({ name: 'not-worked-out', severity: 'warning', message: `of the ${count.toLocaleString('en')} instances of ${address} the first ${mostInstances.toLocaleString('en')} are read`, file: scope.file, span: expression });
  return mostInstances;
}

/** What there is still room for; that it is not all is told once a reading. */
export function fewer(repeated: Repeated, of: 'modules' | 'instances', block: Block, { meter, report, file }: Scope): Repeated {
  const wanted = repeated.kind === 'count' ? repeated.count : repeated.kind === 'each' ? repeated.pairs.length : 1;
  const room = Math.max(meter[of], 0);
  meter[of] -= wanted;
  if (wanted <= room) return repeated;
  const most = (of === 'modules' ? mostModules : mostOfAll).toLocaleString('en');
  // Who came before had room, so this one is the first that has none.
  if (room > 0 || meter[of] === -wanted) report({ name: 'not-worked-out', severity: 'warning', message: `there are more than ${most} instances of ${of === 'modules' ? 'modules' : 'resources'}: from here on they are not read`, file, span: block.labels[0] ?? block.typeSpan });
  return repeated.kind === 'each' ? { kind: 'each', pairs: repeated.pairs.slice(0, room) } : { kind: 'count', count: room };
}

/** One instance: its key, and what `each` and `count` are in it. */
export interface Turn {
  readonly key?: string | number;
  readonly names: (name: string) => Value | undefined;
}

/** The instances that a block has. */
export function turnsOf(repeated: Repeated): readonly Turn[] {
  const nothing = (): undefined => undefined;
  switch (repeated.kind) {
    case 'single':
      return [{ names: nothing }];
    case 'count':
      return Array.from({ length: repeated.count }, (_, index) => ({ key: index, names: named('count', { index }) }));
    case 'each':
      return repeated.pairs.map(([key, value]) => ({ key, names: named('each', { key, value }) }));
    case 'some':
      return [{ key: someKey, names: repeated.by === 'count' ? named('count', { index: repeated.key }) : named('each', { key: repeated.key, value: repeated.value }) }];
  }
}

function named(name: string, entries: Readonly<Record<string, Value>>): (wanted: string) => Value | undefined {
  const value: Value = { kind: 'map', entries: new Map(Object.entries(entries)) };
  return (wanted) => (wanted === name ? value : undefined);
}

/** Where `each.value` of an instance is written. */
export function eachSource({ body }: Block, within: Scope, key: string | number | undefined): Source | undefined {
  const attribute = body.attributes.find(({ name }) => name === 'for_each');
  return attribute === undefined || key === undefined ? undefined : { file: within.file, expression: attribute.value, within, only: true, attribute, key };
}

/** What expressions see of all instances of a block. */
export function together(repeated: Repeated, instances: readonly LazyValue[]): Value {
  switch (repeated.kind) {
    case 'single':
      return instances[0] ?? null;
    case 'count':
      return instances;
    case 'each':
      return { kind: 'map', entries: new Map(repeated.pairs.map(([key], at) => [key, instances[at]!] as const).sort(([a], [b]) => (a < b ? -1 : 1))) };
    case 'some':
      return someInstance(instances[0]!);
  }
}

/** One instance for all: under any key it is that one. */
function someInstance(instance: LazyValue): LazyValue {
  const get = (name: string): Value => {
    const found = instance.get(name);
    return found === undefined ? instance : found;
  };
  return { kind: 'lazy', text: instance.text, get, names: () => [someKey] };
}

