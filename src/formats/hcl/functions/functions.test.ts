import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SourceFile } from '../../source.ts';
import { evaluate } from '../values/evaluate.ts';
import { parseExpression, parseTemplate } from '../syntax/parse.ts';
import type { Scope, Told } from '../values/scope.ts';
import { isList, isMap, isSet, isUnknown, type MapValue, type Value } from '../values/value.ts';
import type { FunctionContext } from './function.ts';
import { functionNamed } from './named.ts';

interface Row {
  readonly call: string;
  readonly value?: unknown;
  readonly refused?: string;
  readonly unknown?: true;
}

/** What `terraform console` of 1.11.4 said on 22 November 2026, and the files that it had. */
const table = JSON.parse(readFileSync('test/terraform/functions.json', 'utf8')) as { readonly names: readonly string[]; readonly rows: readonly Row[] };

const folder: Readonly<Record<string, string>> = { 'files/a.txt': 'one\ntwo\n', 'files/.hidden': 'x\n', 'files/hello.tftpl': 'hello ${name}!', 'files/sub/b.json': '{"a": [1, 2]}\n', 'files/sub/deep/c.yaml': 'x: 1\n' };

/** Refused as Terraform refuses them, in words that come from Go's libraries and are not repeated here; or not told by an expression on its own. */
const ownWords = /^(?:regex\("a|replace\("abc", "\/\[|yamldecode\(|jsondecode\("|csvdecode\("a\\n\\"x\\"y|element\(.*-1\)|indent\(-1|core::nope|file\("files\/sub"|templatefile\("files\/hello\.tftpl", \{\}\))/;

/** What only the type of a value decides, which our values do not carry; their last conversion is the schema's. */
const untyped: Readonly<Record<string, unknown>> = {
  'coalescelist(null, ["a"])': ['a'],
  'concat(tolist(["a"]), tolist([1]))': ['a', 1],
  'lookup(tomap({a = "x"}), "b", 5)': 5,
};

const context: FunctionContext = {
  open: (path) => (folder[path] === undefined ? { absent: true } : { file: new SourceFile(path, folder[path]), text: folder[path] }),
  list: (path) => Object.keys(folder).flatMap((name) => (path === '.' ? [name] : name.startsWith(`${path}/`) ? [name.slice(path.length + 1)] : [])),
  folder: '',
  scope: 'here',
  evaluateTemplate: (file, text, variables) => worked(file, parseTemplate(file, 0, text.length).expression, variables).value,
};

function worked(file: SourceFile, expression: ReturnType<typeof parseTemplate>['expression'], variables?: MapValue): { readonly value: Value; readonly told: readonly Told[] } {
  const told: Told[] = [];
  const scope: Scope = { file, names: (name) => variables?.entries.get(name), report: (each) => void told.push(each), meter: { depth: 0, steps: 0, modules: 1, instances: 1 }, functions: context };
  return { value: evaluate(expression, scope), told };
}

function asked(call: string): { readonly value: Value; readonly told: readonly Told[] } {
  const file = new SourceFile('call.tf', call);
  return worked(file, parseExpression(file, 0, call.length).expression);
}

function plain(value: Value): unknown {
  if (isUnknown(value)) return { unknown: value.why };
  if (isList(value)) return value.map(plain);
  if (isSet(value)) return value.members.map(plain);
  if (isMap(value)) return Object.fromEntries([...value.entries].map(([key, member]) => [key, plain(member)]));
  return typeof value === 'number' ? Number(value.toPrecision(14)) : value;
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(14));
  if (Array.isArray(value)) return value.map(rounded);
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rounded(member)])) : value;
}

test('the table has what terraform console said of several hundred calls', () => {
  expect(table.rows.length).toBeGreaterThan(700);
});

test('every function of Terraform 1.11 is known by name, and try and can are the evaluator\'s', () => {
  expect(table.names.filter((name) => functionNamed(name) === undefined)).toEqual(['can', 'try']);
  expect(functionNamed('core::upper')?.least).toBe(1);
  expect(['core::nope', 'nope', 'constructor', 'provider::time::rfc3339_parse'].map(functionNamed)).toEqual([undefined, undefined, undefined, undefined]);
});

test.each(table.rows)('$call is what Terraform says', ({ call, value, refused, unknown }) => {
  const answer = asked(call);
  if (Object.hasOwn(untyped, call)) expect(plain(answer.value)).toEqual(untyped[call]);
  else if (unknown === true) expect(isUnknown(answer.value)).toBe(true);
  else if (refused === undefined) expect(plain(answer.value)).toEqual(rounded(value));
  else {
    expect(isUnknown(answer.value)).toBe(true);
    if (!ownWords.test(call)) expect(answer.told.map(({ message }) => message)).toEqual([expect.stringContaining(refused)]);
  }
});
