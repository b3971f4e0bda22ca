import { describe, expect, test } from 'vitest';
import { SourceFile } from '../../source.ts';
import { evaluate } from './evaluate.ts';
import { parseHcl } from '../syntax/parse.ts';
import type { Scope, Told } from './scope.ts';
import { isLazy, isList, isMap, isSet, isUnknown, mapOf, unknown, type LazyValue, type Value } from './value.ts';

const vpc: LazyValue = { kind: 'lazy', text: 'aws_vpc.main', names: () => ['id', 'cidr_block'], get: (name) => (name === 'id' ? later('id') : name === 'cidr_block' ? '10.0.0.0/16' : undefined) };

function later(attribute: string): Value {
  return { kind: 'unknown', is: { scope: 'here', type: 'aws_vpc', name: 'main', attribute }, from: [] };
}

const names: Readonly<Record<string, Value>> = {
  var: mapOf([['none', null], ['yes', true], ['open', unknown('variable open has no value')], ['list', ['a', 'b', 'c']], ['map', mapOf([['b', 2], ['a', 1]])], ['set', { kind: 'set', members: ['a', 'b'] }], ['later', later('ids')]]),
  aws_vpc: mapOf([['main', vpc], ['many', [vpc, vpc]]]),
};

function worked(written: string): { readonly value: Value; readonly told: readonly string[] } {
  const parsed = parseHcl(new SourceFile('main.tf', `x = ${written}\n`));
  expect(parsed.mistakes).toEqual([]);
  const told: Told[] = [];
  const scope: Scope = {
    file: parsed.file,
    names: (name) => names[name],
    report: (each) => void told.push(each),
    meter: { depth: 0, steps: 0, modules: 1, instances: 1 },
    functions: { open: () => ({ absent: true }), list: () => undefined, folder: '.', scope: '', evaluateTemplate: () => unknown() },
  };
  return { value: evaluate(parsed.body.attributes[0]!.value, scope), told: told.map(({ message }) => message) };
}

/** A value as it can be compared: an unknown as what it is, or is worked out from. */
function plain(value: Value): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(plain);
  if (isSet(value)) return { set: value.members.map(plain) };
  if (isMap(value)) return Object.fromEntries([...value.entries].map(([key, each]) => [key, plain(each)]));
  if (isLazy(value)) return value.text;
  return isUnknown(value) && value.is !== undefined ? `\${${value.is.type}.${value.is.name}.${value.is.attribute}}` : { unknown: value.why ?? value.from.map(({ type, name, attribute }) => `${type}.${name}.${attribute}`).join() };
}

describe('what expressions say', () => {
  test.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['"1" + 2', 3],
    ['0.1 + 0.2', 0.3],
    ['7 % 4 - -1', 4],
    ['10 / 4', 2.5],
    ['"a" == "a" && 1 < 2', true],
    ['"1" == 1', false],
    ['null == null', true],
    ['[1, 2] == [1, 2]', true],
    ['!false || false', true],
    ['"true" && true', true],
    ['var.yes ? "yes" : "no"', 'yes'],
    ['var.none == null ? 1 : 2', 1],
    ['true ? 1 : "x"', '1'],
    ['var.none != null ? var.none.x : "fine"', 'fine'],
    ['"${1 + 1} of ${true}"', '2 of true'],
    ['"${var.list}"', ['a', 'b', 'c']],
    ['"%{ for name in var.list }${name},%{ endfor }"', 'a,b,c,'],
    ['"%{ if var.yes }in%{ else }out%{ endif }"', 'in'],
    ['[for name in var.list : upper(name) if name != "b"]', ['A', 'C']],
    ['[for at, name in var.list : "${at}${name}"]', ['0a', '1b', '2c']],
    ['{ for key, value in var.map : value => key }', { 1: 'a', 2: 'b' }],
    ['{ for name in ["x", "y", "xx"] : substr(name, 0, 1) => name... }', { x: ['x', 'xx'], y: ['y'] }],
    ['[for name in var.set : name]', ['a', 'b']],
    ['var.none[*].id', []],
    ['var.map[*].a', [1]],
    ['var.list[1]', 'b'],
    ['var.list.1', 'b'],
    ['var.map["a"]', 1],
    ['aws_vpc.main.cidr_block', '10.0.0.0/16'],
    ['aws_vpc.many[*].cidr_block', ['10.0.0.0/16', '10.0.0.0/16']],
    ['aws_vpc.many.*.id[1]', '${aws_vpc.main.id}'],
    ['{ a = 1, "b" = 2, (var.list[2]) = 3 }', { a: 1, b: 2, c: 3 }],
    ['try(var.none.x, var.map.z, "third")', 'third'],
    ['can(var.map.z)', false],
    ['can(var.map.a)', true],
    ['max(var.map.*.a...)', 1],
    ['cidrsubnet(aws_vpc.main.cidr_block, 8, 1)', '10.0.1.0/24'],
    ['merge({ a = 1 }, { b = 2 })', { a: 1, b: 2 }],
  ])('%s', (written, expected) => {
    const { value, told } = worked(written);
    expect(told).toEqual([]);
    expect(plain(value)).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['aws_vpc.main.id', '${aws_vpc.main.id}'],
    ['tolist(var.later)[1]', '${aws_vpc.main.ids}'],
    ['[for id in var.later : id]', '${aws_vpc.main.ids}'],
    ['var.later[*]', '${aws_vpc.main.ids}'],
    ['var.open ? aws_vpc.main.id : aws_vpc.main.id', '${aws_vpc.main.id}'],
    ['var.open ? aws_vpc.main.id : "other"', { unknown: 'variable open has no value' }],
    ['false && var.open', false],
    ['var.open || true', true],
    ['var.open && true', { unknown: 'variable open has no value' }],
    ['aws_vpc.main.id == "vpc-1"', { unknown: 'aws_vpc.main.id' }],
    ['aws_vpc.main == null', false],
    ['aws_vpc.main.id == aws_vpc.main.id', { unknown: 'aws_vpc.main.id' }],
    ['"x-${aws_vpc.main.id}"', { unknown: 'aws_vpc.main.id' }],
    ['[aws_vpc.main.id, "b"]', ['${aws_vpc.main.id}', 'b']],
    ['var.open.a.b[0]', { unknown: 'variable open has no value' }],
    ['try(var.open.a, "x")', { unknown: 'variable open has no value' }],
  ])('%s, of which a part is not known', (written, expected) => {
    const { value, told } = worked(written);
    expect(told).toEqual([]);
    expect(plain(value)).toEqual(expected);
  });

  test('a text with parts that only apply tells says which', () => {
    expect(worked('"arn:${aws_vpc.main.id}/${var.open}/x"').value).toMatchObject({ text: "arn:${here!aws_vpc.main.id}/${var.open}/x" });
  });

  test.each<[string, string]>([
    ['var.none.id', 'Attempt to get attribute from null value: This value is null, so it does not have any attributes.'],
    ['var.map.z', 'Unsupported attribute: This object does not have an attribute named "z".'],
    ['var.list[3]', 'Invalid index: The given key does not identify an element in this collection value: the given index is greater than or equal to the length of the collection.'],
    ['var.list[-1]', 'Invalid index: The given key does not identify an element in this collection value: a negative number is not a valid index for a sequence.'],
    ['var.map["z"]', 'Invalid index: The given key does not identify an element in this collection value.'],
    ['"text"[0]', 'Invalid index: This value does not have any indices.'],
    ['toset(["a"])[0]', "Invalid index: Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set."],
    ['[for x in null : x]', "Iteration over null value: A null value cannot be used as the collection in a 'for' expression."],
    ['[for x in "abc" : x]', "Iteration over non-iterable value: A value of type string cannot be used as the collection in a 'for' expression."],
    ['{ for x in ["a", "a"] : x => 1 }', "Duplicate object key: Two different items produced the key \"a\" in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key."],
    ['"a${var.none}"', 'Invalid template interpolation value: The expression result is null. Cannot include a null value in a string template.'],
    ['"a${var.list}"', 'Invalid template interpolation value: Cannot include the given value in a string template: string required.'],
    ['1 / 0', 'Division by zero: The right-hand operand of this operation is zero.'],
    ['1 + "x"', 'Invalid operand: Unsuitable value for right operand: a number is required.'],
    ['!1', 'Invalid operand: Unsuitable value for unary operand: a bool is required.'],
    ['var.none ? 1 : 2', 'Null condition: The condition value is null. Conditions must either be true or false.'],
    ['"x" ? 1 : 2', 'Incorrect condition type: The condition expression must be of type bool.'],
    ['aws_vpc.many.id', 'Missing resource instance key: Because aws_vpc.many has "count" set, its attributes must be accessed on specific instances. For example, to correlate with indices of a referring resource, use: aws_vpc.many[count.index]'],
    ['aws_vpc.main.cidr_blok', 'Unsupported attribute: This object has no argument, nested block, or exported attribute named "cidr_blok". Did you mean "cidr_block"?'],
    ['try(var.none.x)', 'Error in function call: Call to function "try" failed: no expression succeeded: Attempt to get attribute from null value: This value is null, so it does not have any attributes. At least one expression must produce a successful result.'],
  ])('%s is refused', (written, message) => {
    const { value, told } = worked(written);
    expect(told.map((each) => each.replace(/^(Unsupported attribute: This object does not have an attribute named "z"\.).*/, '$1'))).toEqual([message]);
    expect(isUnknown(value)).toBe(true);
  });
});

test('what is nested too deep, or goes on and on, ends', () => {
  const deep = `${'['.repeat(150)}1${']'.repeat(150)}`;
  expect(worked(deep).told).toEqual([]);
  expect(worked('length([for a in range(400) : [for b in range(400) : a * b]])').value).toBe(400);
});
