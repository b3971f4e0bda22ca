import { describe, expect, test } from 'vitest';
import { mistaken } from '../../../../test/hcl/mistakes.ts';
import { shapeOf } from '../../../../test/hcl/shapes.ts';
import { SourceFile } from '../../source.ts';
import { parseExpression, parseHcl, parseTemplate } from './parse.ts';
import type { Body, Expression, HclFile } from './syntax.ts';

function parse(text: string): HclFile {
  return parseHcl(new SourceFile('main.tf', text));
}

function valueOf(text: string): Expression {
  const { body, mistakes } = parse(`a = ${text}\n`);
  expect(mistakes).toEqual([]);
  return body.attributes[0]!.value;
}

/** Names of arguments, with ? behind those that are broken, and blocks with what is in them. */
function outline({ attributes, blocks }: Body): readonly unknown[] {
  return [...attributes.map(({ name, value }) => (value.kind === 'broken' ? `${name}?` : name)), ...blocks.map(({ type, labels, body }) => [[type, ...labels.map(({ text }) => text)].join(' '), ...outline(body)])];
}

describe('what is written', () => {
  test('blocks, labels and arguments stand where they stand', () => {
    const { file, body, mistakes } = parse('\ufeffresource "aws_lb" main {\r\n\tname = "é${x}" # c\r\n  tags { a = 1 }\r\n}');
    expect(mistakes).toEqual([]);
    const [block] = body.blocks;
    const written = ({ start, end }: { readonly start: number; readonly end: number }): string => file.text.slice(start, end);
    expect(outline(body)).toEqual([['resource aws_lb main', 'name', ['tags', 'a']]]);
    expect(block!.labels.map(written)).toEqual(['"aws_lb"', 'main']);
    expect([block!.typeSpan, block!.body.attributes[0]!, block!.body.attributes[0]!.nameSpan, block!.body.attributes[0]!.value, block!.body.blocks[0]!].map(written)).toEqual(['resource', 'name = "é${x}"', 'name', '"é${x}"', 'tags { a = 1 }']);
    expect(file.position(block!.body.attributes[0]!.start, block!.body.attributes[0]!.end)).toMatchObject({ line: 2, column: 2 });
  });

  test.each([
    ['1 + 2 * 3 == 7 && !a || b', ['||', ['&&', ['==', ['+', '1', ['*', '2', '3']], '7'], ['!', 'a']], 'b']],
    ['a - b - c', ['-', ['-', 'a', 'b'], 'c']],
    ['-a.b[0] + 1', ['+', ['-', ['[]', ['.', 'a', 'b'], '0']], '1']],
    ['a ? b : c ? d : e', ['?', 'a', 'b', ['?', 'c', 'd', 'e']]],
    ['a.0.b.*.c.1.d[2]', ['[]', ['*', ['.', ['[]', 'a', '0'], 'b'], ['.', ['[]', ['.', 'item', 'c'], '1'], 'd']], '2']],
    ['a[*].b[0][*].c', ['*', 'a', ['*', ['[]', ['.', 'item', 'b'], '0'], ['.', 'item', 'c']]]],
    ['[for k, v in a : v if k != null]', ['for', 'k', 'v', 'a', 'v', ['!=', 'k', 'null']]],
    ['{for v in a : v.b => v...}', ['for', '', 'v', 'a', ['.', 'v', 'b'], 'v', '...']],
    ['p::x::f(a,\n b...\n)', ['call', 'p::x::f', 'a', 'b', '...']],
    ['(\na\n.b)[\n"c"\n]', ['[]', ['.', 'a', 'b'], 'c']],
    ['{ a = 1, "b" : 2\n (c) = 3\n # d\n true = 4 }', ['map', 'text', '1', 'text', '2', 'c', '3', 'text', '4']],
  ])('%s', (text, shape) => {
    expect(shapeOf(valueOf(text))).toEqual(shape);
  });

  test('a bare name as a key is a text, and in parentheses it is worked out', () => {
    const value = valueOf('{ null = 1, (b) = 2 }');
    expect(value.kind === 'object' && value.items.map(({ key }) => (key.kind === 'literal' ? key.value : key.kind))).toEqual(['null', 'name']);
  });
});

describe('texts', () => {
  test.each([
    ['"a\\n\\t\\"\\\\ \\u00e9 \\U0001F600 $${x} %%{y} $x %"', 'a\n\t"\\ é 😀 ${x} %{y} $x %'],
    ['"e\u0301"', 'é'],
    ['""', ''],
    ['<<A\n  b\\n $${c}\nA\n', '  b\\n ${c}\n'],
    ['<<-A\n    b\n\n      c\n     \n  A\n', 'b\n\n  c\n     \n'],
    ['<<A\nA', ''],
  ])('%s', (text, value) => {
    const { body, mistakes } = parse(`a = ${text}\n`);
    expect(mistakes).toEqual([]);
    expect(body.attributes[0]!.value).toMatchObject({ kind: 'literal', value });
  });

  test('a lone interpolation is a template with one part', () => {
    expect(valueOf('"${a}"')).toMatchObject({ kind: 'template', parts: [{ kind: 'interpolation', value: { kind: 'name', name: 'a' } }] });
    expect(valueOf('" ${~ a ~} "')).toMatchObject({ kind: 'template', parts: [{ kind: 'text', text: '' }, { kind: 'interpolation' }, { kind: 'text', text: '' }] });
  });

  test('indentation goes across what is worked out, by what is written', () => {
    const value = valueOf('<<-A\n    b ${c}\n      d\n    ${e}\n    A\n');
    expect(value).toMatchObject({ kind: 'template', parts: [{ text: 'b ' }, { kind: 'interpolation' }, { text: '\n  d\n' }, { kind: 'interpolation' }, { text: '\n' }] });
  });

  test('directives enclose what stands between them', () => {
    expect(valueOf('"%{ if a ~} b %{ else }c%{ endif }%{ for k, v in d }${v}%{ endfor }"')).toMatchObject({
      parts: [
        { kind: 'if', condition: { name: 'a' }, then: [{ text: 'b ' }], otherwise: [{ text: 'c' }] },
        { kind: 'for', keyName: 'k', valueName: 'v', in: { name: 'd' }, body: [{ kind: 'interpolation' }] },
      ],
    });
  });

  test('a template on its own has no escapes but the doubled signs, and its places count in the file', () => {
    const file = new SourceFile('a.tpl', 'x: a\\n$${b} ${c}\n');
    const { expression, mistakes } = parseTemplate(file, 3, file.text.length);
    expect(mistakes).toEqual([]);
    expect(expression).toMatchObject({ kind: 'template', parts: [{ text: 'a\\n${b} ', start: 3 }, { kind: 'interpolation', start: 12, end: 16 }, { text: '\n' }] });
    expect(parseTemplate(file, 0, 15).mistakes).toHaveLength(1);
  });

  test('an expression on its own ends where its text does', () => {
    const file = new SourceFile('a.tf.json', '"aws.west x"');
    expect(parseExpression(file, 1, 9)).toMatchObject({ mistakes: [], expression: { kind: 'attribute', name: 'west', start: 1, end: 9 } });
    expect(parseExpression(file, 1, 11)).toMatchObject({ mistakes: [{ start: 10 }], expression: { kind: 'broken' } });
  });
});

describe('what is wrong', () => {
  test.each(mistaken)('%j: %s', (text, told) => {
    const { mistakes } = parse(text);
    expect(mistakes[0]?.message.slice(0, told.length + 1)).toBe(`${told}:`);
  });

  test('costs one argument, and what stands around it is there', () => {
    const { body } = parse('resource "a" "b" {\n  one = 1 two = 2\n  three = [1 2]\n  four = "x\n  five = "${y"\n  six = foo(1,\n  seven = [\n    "a",\n  eight = 8\n  nine = { a = 1 b = 2 }\n  ten {\n    eleven = var.\n    twelve = 12\n  }\n}\nresource "c" "d" {\n  e = 1\n}\n');
    expect(outline(body)).toEqual([['resource a b', 'one?', 'three?', 'four?', 'five?', 'six?', 'seven?', 'eight', 'nine?', ['ten', 'eleven?', 'twelve']], ['resource c d', 'e']]);
  });

  test('a brace that is not closed is told where its indentation says, and the blocks around it are there', () => {
    const { file, body, mistakes } = parse('resource "a" "b" {\n  x = 1\n}\nresource "c" "d" {\n  e {\n    f = 1\n\n  g = 2\n}\nresource "h" "i" {\n  j = 1\n}\noutput "k" {\n  l = 1\nresource "m" "n" {\n}\n');
    expect(outline(body)).toEqual([['resource a b', 'x'], ['resource c d', ['e', 'f', 'g']], ['resource h i', 'j'], ['output k', 'l'], ['resource m n']]);
    expect(mistakes.map(({ start, end }) => file.position(start, end).line)).toEqual([5, 13]);
  });

  test('a header without { loses its block only', () => {
    expect(outline(parse('resource "a" b\n  c = 1\n  d {\n  }\n}\nresource "e" "f" {\n}\n').body)).toEqual([['resource e f']]);
  });

  test('a heredoc that does not end stops at the next block', () => {
    expect(outline(parse('output "a" {\n  b = <<EOT\n  c\n}\nresource "d" "e" {\n  f = <<EOT2\n${g\nEOT2\n  h = 1\n}\n').body)).toEqual([['output a', 'b?'], ['resource d e', 'f?', 'h']]);
  });

  test('what would be taken for a start elsewhere is none where the rest is in order', () => {
    const text = 'check "a" {\ndata "b" "c" {\n}\n}\nlocals {\n  d = [\n1\n]\n    e = {\nf = 1\n}\n    }\n';
    expect(parse(text).mistakes).toEqual([]);
    expect(outline(parse(`${text}g = 1 h = 2\n`).body)).toEqual(['g?', ['check a', ['data b c']], ['locals', 'd', 'e']]);
  });

  test('at most a hundred mistakes of a file are told', () => {
    expect(parse('a = \n'.repeat(500)).mistakes).toHaveLength(100);
  });
});

describe('size', () => {
  const many = 200_000;
  test.each([
    ['{', 'a = ' ], ['[', 'a = '], ['(', 'a = '], ['!', 'a = '], ['-', 'a = '], ['f(', 'a = '], ['"${', 'a = '], ['a ? ', 'a = '], ['a + ', 'a = '], ['.a', 'a = a'], ['[*]', 'a = a'], ['[0]', 'a = a'], ['{a=', 'a = '], ['[for a in ', 'a = '],
    ['a {\n', ''], ['{', ''], ['"', ''], ['}', ''], ['%{ if a }', 'a = "'], ['${a\n', 'a = <<E\n'], ['1', 'a = '], ['1.', 'a = '], ['/*', ''], ['a = <<A\n', ''], ['a = foo(\n', ''], ['\\', 'a = "'],
  ])('%j very often behind %j ends with a mistake', (unit, before) => {
    expect(parse(before + unit.repeat(many)).mistakes.length).toBeGreaterThan(0);
  });

  test('two hundred levels are read, and more are not', () => {
    const nested = (levels: number): string => `a = ${'['.repeat(levels)}${']'.repeat(levels)}\n`;
    expect(parse(nested(199)).mistakes).toEqual([]);
    expect(parse(`${nested(300)}b = 1\n`)).toMatchObject({ mistakes: [{ message: expect.stringMatching(/^Too deep/) }], body: { attributes: [{ name: 'a', value: { kind: 'broken' } }, { name: 'b', value: { kind: 'literal' } }] } });
  });
});
