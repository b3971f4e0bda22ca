import { isObject, type Json, type JsonObject } from '../../../resource/resource.ts';

/** How what an attribute of another resource stands for is written: `${aws_lb.main.arn}` as the expression `aws_lb.main.arn`. */
export type Refer = (reference: string) => string;

/** What stands for an attribute that only apply knows, anywhere in a text. */
const references = /\$\{((?:[^\s!{}"]+!)?[a-z][a-z0-9]*_[a-z0-9_]+\.[^{}\s]*[^{}\s.]\.[a-z0-9_]+)\}/g;
const wholeReference = new RegExp(`^${references.source}$`);
const name = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** A value as an expression; lines after the first begin with `indent`, and equals signs are not lined up. */
export function expressionText(value: Json, indent: string, refer: Refer): string {
  if (Array.isArray(value)) return listText(value as readonly Json[], indent, refer);
  if (isObject(value)) return objectText(value, indent, refer);
  return typeof value === 'string' ? stringText(value, indent, refer) : JSON.stringify(value);
}

/** Short lists of plain values stand on one line, others have a line for each member. */
function listText(members: readonly Json[], indent: string, refer: Refer): string {
  const deeper = `${indent}  `;
  const [only] = members;
  if (members.length === 1 && isObject(only)) return `[${objectText(only, indent, refer)}]`;
  const line = `[${members.map((member) => expressionText(member, indent, refer)).join(', ')}]`;
  if (!line.includes('\n') && line.length <= longestLine ) return line;
  return `[\n${members.map((member) => `${deeper}${expressionText(member, deeper, refer)},\n`).join('')}${indent}]`;
}

function objectText(members: JsonObject, indent: string, refer: Refer): string {
  const entries = Object.entries(members);
  const deeper = `${indent}  `;
  return entries.length === 0 ? '{}' : `{\n${entries.map(([key, member]) => `${deeper}${keyText(key)} = ${expressionText(member, deeper, refer)}\n`).join('')}${indent}}`;
}

/** A key of an object as it stands in front of its equals sign. */
export function keyText(key: string): string {
  return name.test(key) ? key : quoted(key);
}

function stringText(text: string, indent: string, refer: Refer): string {
  const [, reference] = wholeReference.exec(text) ?? [];
  if (reference !== undefined) return refer(reference);
  const document = documentIn(text);
  if (document !== undefined) return `jsonencode(${expressionText(document, indent, refer)})`;
  let [line, from] = ['', 0];
  for (const { 0: whole, 1: inner, index } of text.matchAll(references)) {
    line += `${escaped(text.slice(from, index))}\${${refer(inner!)}}`;
    from = index + whole.length;
  }
  return `"${line}${escaped(text.slice(from))}"`;
}

/** A document of JSON that a text is: people write `jsonencode({ ... })`. */
export function documentIn(text: string): JsonObject | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A text in quotes, with nothing in it that is worked out. */
export function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** Escapes of quoted texts (HCL native syntax specification, "Template Expressions"). */
function escaped(text: string): string {
  return text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t').replace(/([$%])(?=\{)/g, '$1$1').replace(/[\u0000-\u001f\u007f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Characters of a list that stands on one line. */
const longestLine = 100;

/** The lines of a nested block: arguments in their order, and blocks behind them. `isBlock` says which members are blocks. */
export function blockText(head: string, body: JsonObject, indent: string, refer: Refer, isBlock: (path: readonly string[]) => boolean, path: readonly string[] = []): string {
  const lines = membersText(body, `${indent}  `, refer, isBlock, path);
  return lines === '' ? `${indent}${head} {}\n` : `${indent}${head} {\n${lines}${indent}}\n`;
}

/** Arguments and blocks as they stand in a body, each on lines of its own; what is null is not said. */
export function membersText(body: JsonObject, indent: string, refer: Refer, isBlock: (path: readonly string[]) => boolean, path: readonly string[] = []): string {
  const said = Object.entries(body).filter(([, value]) => value !== null);
  const blocks = said.filter(([key, value]) => isBlock([...path, key]) && (isObject(value) || Array.isArray(value)));
  const plain = said.filter((entry) => !blocks.includes(entry)).map(([key, value]) => `${indent}${key} = ${expressionText(value, indent, refer)}\n`);
  const nested = blocks.flatMap(([key, value]) => (isObject(value) ? [value] : (value as readonly Json[]).filter(isObject)).map((each) => blockText(key, each, indent, refer, isBlock, [...path, key])));
  return plain.join('') + nested.map((text, index) => (index === 0 && plain.length === 0 ? '' : '\n') + text).join('');
}
