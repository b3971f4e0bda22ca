import { describe, expect, test } from 'vitest';
import { shapeOf } from '../../../../test/hcl/shapes.ts';
import { SourceFile } from '../../source.ts';
import { parseHclJson, parseVariablesJson } from './json-syntax.ts';
import { parseHcl } from './parse.ts';
import type { Body } from './syntax.ts';

/** What a body says, without its places. */
function said({ attributes, blocks }: Body): unknown {
  return [Object.fromEntries(attributes.map(({ name, value }) => [name, value.kind === 'literal' ? value.value : shapeOf(value)])), ...blocks.map(({ type, labels, body }) => [[type, ...labels.map(({ text }) => text)].join(' '), said(body)])];
}

function json(value: unknown, indent = 1): SourceFile {
  return new SourceFile('main.tf.json', typeof value === 'string' ? value : JSON.stringify(value, null, indent));
}

function sameAs(value: unknown, hcl: string): void {
  const parsed = parseHclJson(json(value));
  expect(parsed.mistakes).toEqual([]);
  expect(said(parsed.body)).toEqual(said(parseHcl(new SourceFile('main.tf', hcl)).body));
}

describe('a .tf.json file says what a .tf file does', () => {
  test('labels, templates, comments and blocks of the schema', () => {
    sameAs(
      {
        '//': 'made by a program',
        resource: { aws_security_group: { a: { '//': 'c', name: 'x-${var.n}', vpc_id: '${aws_vpc.v.id}', tags: { '//': 'kept', '${var.k}': true }, ingress: [{ from_port: 1 }, { from_port: 2 }], egress: { from_port: 3 } } } },
        locals: { count: 2, none: null, list: ['$${a}', '%{ if a }b%{ endif }'] },
      },
      'resource "aws_security_group" "a" {\n name = "x-${var.n}"\n vpc_id = "${aws_vpc.v.id}"\n tags = { "//" = "kept", "${var.k}" = true }\n ingress {\n from_port = 1\n }\n ingress {\n from_port = 2\n }\n egress {\n from_port = 3\n }\n}\nlocals {\n count = 2\n none = null\n list = ["$${a}", "%{ if a }b%{ endif }"]\n}\n',
    );
  });

  test('references, words of the language and texts that are taken as they stand', () => {
    sameAs(
      {
        resource: { aws_lb: { a: { provider: 'aws.west', depends_on: ['aws_vpc.v', 'module.m'], lifecycle: { ignore_changes: ['tags["a"]'], create_before_destroy: true }, provisioner: [{ 'local-exec': { command: 'echo ${self.id}', when: 'destroy' } }] } } },
        module: { m: { source: './m', providers: { aws: 'aws.west' }, x: '${var.x}' } },
        variable: { x: { type: 'list(string)', default: 'plain' } },
        provider: { aws: [{ region: 'a' }, { alias: 'west', region: '${var.r}', assume_role: { role_arn: 'r' } }] },
        terraform: { backend: { s3: { bucket: 'b' } }, required_providers: { aws: { source: 'hashicorp/aws' } } },
        moved: { from: 'aws_lb.a', to: 'aws_lb.b[0]' },
      },
      'resource "aws_lb" "a" {\n provider = aws.west\n depends_on = [aws_vpc.v, module.m]\n lifecycle {\n ignore_changes = [tags["a"]]\n create_before_destroy = true\n }\n provisioner "local-exec" {\n command = "echo ${self.id}"\n when = destroy\n }\n}\nmodule "m" {\n source = "./m"\n providers = { aws = aws.west }\n x = "${var.x}"\n}\nvariable "x" {\n type = list(string)\n default = "plain"\n}\nprovider "aws" {\n region = "a"\n}\nprovider "aws" {\n alias = "west"\n region = "${var.r}"\n assume_role {\n role_arn = "r"\n }\n}\nterraform {\n backend "s3" {\n bucket = "b"\n }\n required_providers {\n aws = { source = "hashicorp/aws" }\n }\n}\nmoved {\n from = aws_lb.a\n to = aws_lb.b[0]\n}\n',
    );
  });

  test('dynamic blocks', () => {
    sameAs(
      { resource: { aws_security_group: { a: { dynamic: { ingress: { for_each: ['a'], iterator: 'port', content: { from_port: '${port.value}' } } } } } } },
      'resource "aws_security_group" "a" {\n dynamic "ingress" {\n for_each = ["a"]\n iterator = port\n content {\n from_port = "${port.value}"\n }\n }\n}\n',
    );
  });

  test('a default and what a variable of a program says are not worked out', () => {
    const [variable] = parseHclJson(json({ variable: { v: { default: { a: ['${b}'] } } } })).body.blocks;
    expect(variable!.body.attributes[0]!.value).toMatchObject({ items: [{ key: { value: 'a' }, value: { items: [{ kind: 'literal', value: '${b}' }] } }] });
    const { body, mistakes } = parseVariablesJson(json({ a: '${b}', c: [1, { d: null }] }));
    expect(mistakes).toEqual([]);
    expect(body.attributes).toMatchObject([{ name: 'a', value: { kind: 'literal', value: '${b}' } }, { name: 'c', value: { kind: 'tuple' } }]);
  });
});

test('places count in the JSON, also behind escapes', () => {
  const { file, body } = parseHclJson(json('{"locals": {"a": "\\n\\u00e9\\"${ var.b }"}}'));
  const value = body.blocks[0]!.body.attributes[0]!.value;
  const inner = value.kind === 'template' ? value.parts[1] : undefined;
  expect(value).toMatchObject({ parts: [{ text: '\né"' }, { kind: 'interpolation' }] });
  expect(inner?.kind === 'interpolation' && file.text.slice(inner.value.start, inner.value.end)).toBe('var.b');
  expect(file.text.slice(value.start, value.end)).toBe('"\\n\\u00e9\\"${ var.b }"');
});

test.each([
  ['', 'Invalid JSON value'],
  ['{"a": 1', 'Missing comma in JSON'],
  ['{"a": 1,}', 'Trailing comma in JSON'],
  ['{"a" 1}', 'Missing JSON value'],
  ['{a: 1}', 'Invalid JSON object'],
  ['{"a": tru}', 'Invalid JSON value'],
  ['{"a": 01}', 'Invalid JSON value'],
  ['{"a": "\\x"}', 'Invalid JSON string'],
  ['{"a": "b\n"}', 'Invalid JSON string'],
  ['{} {}', 'Extra characters after JSON value'],
  ['"a"', 'Incorrect JSON value type'],
  ['{"resource": {"aws_lb": "a"}}', 'Incorrect JSON value type'],
  ['{"locals": {"a": 1, "a": 2}}', 'Duplicate argument'],
  ['{"locals": {"a": "${1 +}"}}', 'Invalid expression'],
  ['{"moved": {"from": "a b"}}', 'Invalid expression'],
  ['['.repeat(100_000), 'Too deep'],
])('%s is told as %s', (text, told) => {
  const { mistakes } = parseHclJson(json(text));
  expect(mistakes[0]?.message.slice(0, told.length + 1)).toBe(`${told}:`);
});

test('what stands before a mistake is there', () => {
  expect(said(parseHclJson(json('{"locals": {"a": 1}, "output": {"b": {"value": }}}')).body)).toMatchObject([{}, ['locals', [{ a: 1 }]], ['output b', [{}]]]);
});
