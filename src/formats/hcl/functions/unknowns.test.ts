import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SourceFile } from '../../source.ts';
import { isList, isUnknown, mapOf, unknown, type LazyValue, type Reference, type Unknown, type Value } from '../values/value.ts';
import { isRefused, type FunctionContext, type FunctionError } from './function.ts';
import { functionNamed } from './named.ts';

const { names } = JSON.parse(readFileSync('test/terraform/functions.json', 'utf8')) as { readonly names: readonly string[] };

const context: FunctionContext = {
  open: (path) => (path === 'a.txt' ? { file: new SourceFile(path, 'one'), text: 'one' } : path === 'far.txt' ? { why: 'far.txt lies outside the inputs' } : { absent: true }),
  list: (folder) => (folder === '.' ? ['a.txt'] : undefined),
  folder: '.',
  scope: 'here',
  evaluateTemplate: (_, text) => text,
};

function call(name: string, ...args: readonly Value[]): Value | FunctionError {
  return functionNamed(name)!.call(args, context);
}

function reference(attribute: string, more: Partial<Reference> = {}): Reference {
  return { scope: 'here', type: 'aws_subnet', name: 'a', attribute, ...more };
}

function of(is: Reference): Unknown & { readonly is: Reference } {
  return { kind: 'unknown', is, from: [] };
}

const id = of(reference('id'));
const arn = of(reference('arn', { type: 'aws_s3_bucket' }));
const away = of(reference('id', { scope: 'there' }));
const interfaces = of(reference('network_interface_ids', { type: 'aws_vpc_endpoint' }));
const zones = of(reference('names', { type: 'aws_availability_zones', name: 'data.z' }));
const lost = unknown('nobody says it');

describe('a function of something that is not known', () => {
  test('knows no answer, and what it would be worked out from', () => {
    expect(call('upper', id)).toEqual({ kind: 'unknown', from: [reference('id')] });
    expect(call('cidrsubnet', lost, 8, 1)).toEqual(unknown('nobody says it'));
    expect(call('lookup', mapOf([['a', 1]]), id)).toEqual({ kind: 'unknown', from: [reference('id')] });
    expect(call('merge', mapOf([['a', 1]]), id)).toEqual({ kind: 'unknown', from: [reference('id')] });
    expect(call('concat', ['a'], interfaces)).toEqual({ kind: 'unknown', from: [interfaces.is] });
  });

  test('is the same attribute still where the value only passes through', () => {
    for (const name of ['tolist', 'toset', 'tostring', 'sort', 'one', 'flatten', 'distinct', 'coalesce', 'concat', 'sensitive', 'nonsensitive']) expect(call(name, interfaces)).toMatchObject({ kind: 'unknown', is: interfaces.is });
    expect(call('element', interfaces, 1)).toMatchObject({ is: interfaces.is });
  });

  test('a list knows its length and its members, whatever they are', () => {
    expect(call('length', [id, arn])).toBe(2);
    expect(call('element', [id, arn], 3)).toBe(arn);
    expect(call('slice', [id, arn], 1, 2)).toEqual([arn]);
    expect(call('contains', [id, 'x'], 'x')).toBe(true);
    expect(call('contains', [id], 'x')).toMatchObject({ from: [reference('id')] });
    expect(call('compact', [id, '', null])).toEqual([id]);
    expect(call('flatten', [[id], [arn]])).toEqual([id, arn]);
    expect(call('flatten', [['x'], interfaces])).toMatchObject({ kind: 'unknown', from: [interfaces.is] });
    expect(call('keys', mapOf([['a', id]]))).toEqual(['a']);
    expect(call('zipmap', ['a', 'b'], [id, arn])).toEqual(mapOf([['a', id], ['b', arn]]));
    expect(call('setproduct', ['x'], [id])).toEqual([['x', id]]);
  });

  test('a set keeps them, each attribute once, and does not know how many they will be', () => {
    expect(call('toset', [id, of(reference('id')), 'x', arn])).toEqual({ kind: 'set', members: ['x', id, arn] });
    expect(call('length', { kind: 'set', members: ['x', id] })).toMatchObject({ kind: 'unknown', from: [reference('id')] });
  });

  test('members of what a data source lists are told apart by their number', () => {
    expect(call('element', zones, 1)).toMatchObject({ is: { attribute: 'names[1]' } });
    expect(call('slice', zones, 0, 2)).toMatchObject([{ is: { attribute: 'names[0]' } }, { is: { attribute: 'names[1]' } }]);
    expect(isUnknown(call('slice', interfaces, 0, 2) as Value)).toBe(true);
  });
});

describe('a text of which parts are not known', () => {
  test('has names for them, with the scope of another account', () => {
    expect(call('join', ',', [id, 'x', away])).toMatchObject({ kind: 'unknown', text: '${aws_subnet.a.id},x,${there!aws_subnet.a.id}', from: [id.is, away.is] });
    expect(call('format', '%s/*', arn)).toMatchObject({ text: '${aws_s3_bucket.a.arn}/*' });
    expect(call('formatlist', '%s/%s', arn, ['a', 'b'])).toMatchObject([{ text: '${aws_s3_bucket.a.arn}/a' }, { text: '${aws_s3_bucket.a.arn}/b' }]);
    expect(call('jsonencode', mapOf([['Resource', [arn, { ...unknown(), text: '${aws_s3_bucket.a.arn}/*' }]], ['n', 1]]))).toMatchObject({ kind: 'unknown', text: '{"Resource":["${aws_s3_bucket.a.arn}","${aws_s3_bucket.a.arn}/*"],"n":1}', from: [arn.is] });
    expect(call('jsonencode', [of(reference('id', { name: 'a["x"]' }))])).toMatchObject({ text: '["${aws_subnet.a[\\"x\\"].id}"]' });
    expect(call('yamlencode', mapOf([['group', id]]))).toMatchObject({ text: '"group": "${aws_subnet.a.id}"\n' });
  });

  test('is a document nevertheless: what it says is known but for those parts', () => {
    const yaml: Unknown = { kind: 'unknown', from: [id.is, of(reference('id', { name: 'a["x"]' })).is], text: 'a: ${aws_subnet.a.id}\nb: ["${aws_subnet.a["x"].id}", 1]\nc: x/${aws_subnet.a.id}/y\n' };
    expect(call('yamldecode', yaml)).toEqual(mapOf([['a', { kind: 'unknown', is: id.is, from: [] }], ['b', [{ kind: 'unknown', is: reference('id', { name: 'a["x"]' }), from: [] }, 1]], ['c', { kind: 'unknown', from: [id.is], text: 'x/${aws_subnet.a.id}/y' }]]));
    expect(call('jsondecode', call('jsonencode', [id, 'x']) as Value)).toEqual([{ kind: 'unknown', is: id.is, from: [] }, 'x']);
    expect(call('indent', 2, call('chomp', yaml) as Value)).toMatchObject({ kind: 'unknown', text: 'a: ${aws_subnet.a.id}\n  b: ["${aws_subnet.a["x"].id}", 1]\n  c: x/${aws_subnet.a.id}/y' });
    expect(call('yamldecode', { kind: 'unknown', from: [id.is], text: '${aws_subnet.a.id}: 1' })).toEqual({ kind: 'unknown', from: [id.is] });
  });

  test('is not said where a part has no name', () => {
    expect(call('join', ',', [id, lost])).toEqual({ kind: 'unknown', from: [id.is], why: 'nobody says it' });
    expect(call('join', ',', interfaces)).toEqual({ kind: 'unknown', from: [interfaces.is] });
    expect(call('jsonencode', [lost])).toEqual(unknown('nobody says it'));
    expect(call('format', '%5s', id)).toEqual({ kind: 'unknown', from: [id.is] });
  });
});

test('what answers by attribute is a map to a function', () => {
  const lazy: LazyValue = { kind: 'lazy', text: 'aws_subnet.a', get: (name) => (name === 'id' ? id : name === 'cidr' ? '10.0.0.0/24' : undefined), names: () => ['id', 'cidr'] };
  expect(call('keys', lazy)).toEqual(['cidr', 'id']);
  expect(call('values', lazy)).toEqual(['10.0.0.0/24', id]);
  expect(call('lookup', lazy, 'cidr', 'x')).toBe('10.0.0.0/24');
  expect(call('merge', lazy, mapOf([['x', 1]]))).toEqual(mapOf([['cidr', '10.0.0.0/24'], ['id', id], ['x', 1]]));
  expect(call('jsonencode', lazy)).toMatchObject({ text: '{"cidr":"10.0.0.0/24","id":"${aws_subnet.a.id}"}' });
  expect(call('values', mapOf([['a', lazy]]))).toEqual([lazy]);
});

test('what only the moment, chance or the machine knows says so', () => {
  expect(call('timestamp')).toEqual(unknown('timestamp() is known when it is applied'));
  expect(call('uuid')).toMatchObject({ kind: 'unknown', why: 'uuid() is another one each time' });
  expect(call('abspath', 'a')).toMatchObject({ why: 'abspath() depends on where Terraform runs' });
  expect(call('regex', '\\bx', 'x')).toMatchObject({ why: 'the pattern "\\\\bx" has \\b, which is not worked out' });
  expect(call('file', 'far.txt')).toEqual(unknown('far.txt lies outside the inputs'));
  expect(call('fileset', 'elsewhere', '*')).toMatchObject({ why: 'the files of elsewhere are not among the inputs' });
  expect(call('tostring', 2 ** 60)).toMatchObject({ why: 'a whole number above 2^53 is not kept exactly' });
});

test('what would grow without bound ends', () => {
  const many = Array.from({ length: 1000 }, (_, at) => at);
  expect(call('setproduct', many, many)).toMatchObject({ why: 'setproduct() makes more than 100000 members' });
  expect(call('replace', 'x'.repeat(100_000), 'x', 'y'.repeat(1000))).toMatchObject({ kind: 'unknown' });
  expect(call('regexall', 'a(.*c)?', 'a'.repeat(100_000))).toMatchObject({ kind: 'unknown' });
  expect(call('join', 'x'.repeat(100_000), many)).toMatchObject({ kind: 'unknown' });
  expect(call('format', '%999999999d', 1)).toMatchObject({ kind: 'refused' });
  const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(10)}]`).join('\n')}`;
  expect(call('yamldecode', bomb)).toMatchObject({ kind: 'unknown' });
  expect(call('jsondecode', '['.repeat(5000) + ']'.repeat(5000))).toMatchObject({ kind: 'unknown' });
});

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('10.0.0.0/16', 'fd00::/8', '2020-01-01T00:00:00Z', '1h', '%s-%d', '%[2]v', '(a)|b', '/(?P<x>a+)/', '{"a":[1]}', 'a: &x [1]\nb: *x', 'a,b\n1,2', 'a.txt', '**/*.{a,b}', 'YYYY-MM', 'UTF-8', '.', '[', '\\'));
const { any } = fc.letrec<{ any: Value }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text,
    fc.oneof(fc.integer({ min: -5, max: 70 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.constantFrom<Value>(null, true, false, id, lost, zones, { kind: 'lazy', text: 'x', get: () => 'y', names: () => ['z'] }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.string(), tie('any')), { maxLength: 4 }).map(mapOf),
    fc.array(tie('any'), { maxLength: 3 }).map((members) => functionNamed('toset')!.call([members], context)).map((made) => (isRefused(made) ? [] : made)),
  ),
}));

test('nothing that is given to a function makes it throw, and its answer is a value or a refusal', () => {
  const functions = names.filter((name) => name !== 'try' && name !== 'can');
  const calls = fc.constantFrom(...functions).chain((name) => {
    const { least, most } = functionNamed(name)!;
    return fc.tuple(fc.constant(name), fc.array(fc.oneof(any, text, fc.array(text, { maxLength: 4 }), fc.integer({ min: -3, max: 40 })), { minLength: Math.max(0, least - (most === 0 ? 0 : 1)), maxLength: (most ?? least + 3) + 1 }));
  });
  fc.assert(
    fc.property(calls, ([name, args]) => {
      const answer = call(name, ...args);
      expect(answer).toBeDefined();
      if (isRefused(answer)) expect(answer.message).toMatch(/\.$/);
      else if (typeof answer === 'number') expect(Number.isNaN(answer)).toBe(false);
      else if (isList(answer)) expect(answer.every((member) => member !== undefined)).toBe(true);
    }),
    { numRuns: 4000 },
  );
});
