import { isUnknown, mapOf, unknown, type Unknown, type Value } from '../values/value.ts';
import { csvRows } from './csv.ts';
import { longestText, refused, type Definitions, type FunctionContext, type FunctionError, type Parameter } from './function.ts';
import { jsonOf, roomFor, type Room } from './json-text.ts';
import { jsonProblem } from './json-problem.ts';
import { throughParts } from './named-parts.ts';
import { textOfUnknown, unknownFrom } from './unknowns.ts';
import { valueOfJson } from './json-value.ts';
import { yamlValue } from './yaml-value.ts';
import { yamlOf } from './yaml-text.ts';

const str: Parameter = { name: 'str', is: 'string' };
const any: Parameter = { name: 'val', is: 'any', nulls: true, unknowns: true };
const encoding: Parameter = { name: 'encoding', is: 'string' };

/** Functions that write values as texts of other languages, and read them. */
export const encodings: Definitions = {
  base64decode: { takes: [str], run: ([text]) => decoded(text as string) },
  base64encode: { takes: [str], run: ([text]) => Buffer.from(text as string, 'utf8').toString('base64') },
  csvdecode: { takes: [str], run: ([text]) => table(text as string) },
  jsondecode: { takes: [{ ...str, unknowns: true }], run: ([text], { scope }) => throughNames(text!, scope, fromJson) },
  jsonencode: { takes: [any], unknowns: 'any', run: ([value], context) => written(value!, context, jsonOf) },
  textdecodebase64: { takes: [{ name: 'source', is: 'string' }, encoding], run: ([text, name]) => fromBytes(text as string, name as string) },
  textencodebase64: { takes: [{ name: 'string', is: 'string' }, encoding], run: ([text, name]) => toBytes(text as string, name as string) },
  urlencode: { takes: [str], run: ([text]) => encodeURIComponent(wellFormed(text as string)).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+') },
  yamldecode: { takes: [{ name: 'src', is: 'string', unknowns: true }], run: ([text], { scope }) => throughNames(text!, scope, yamlValue) },
  yamlencode: { takes: [{ ...any, name: 'value' }], unknowns: 'any', run: ([value], context) => written(value!, context, yamlOf) },
};

/** What a function makes of a text, also of one in which unknowns stand by their names. */
export function throughNames(text: Value, scope: string, of: (text: string) => Value | FunctionError): Value | FunctionError {
  return isUnknown(text) ? throughParts(text, scope, of) : of(text as string);
}

/** A document, in which the names of unknowns stand where they are to be had. */
function written(value: Value, { scope }: FunctionContext, as: (value: Value, nameOf: (value: Unknown) => string | undefined, room: Room) => string | undefined): Value {
  const open: Value[] = [];
  const room = roomFor();
  const text = as(value, (each) => {
    open.push(each);
    return textOfUnknown(each, scope);
  }, room);
  if (room.left < 0) return unknown(`the text would be longer than ${longestText / 1024 / 1024} MiB`);
  if (isUnknown(value)) return unknownFrom([value]);
  if (open.length > 0) return unknownFrom(open, text);
  if (text !== undefined) return text;
  return unknown('a whole number above 2^53, or a key that is too long, is not written out');
}

function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

function decoded(text: string): Value | FunctionError {
  const bytes = bytesOf(text);
  if (bytes === undefined) return refused(`failed to decode base64 data ${JSON.stringify(text)}`);
  const back = bytes.toString('utf8');
  return Buffer.from(back, 'utf8').equals(bytes) ? back : refused('the result of decoding the provided string is not valid UTF-8');
}

/** Go's StdEncoding: padded, line breaks are passed over. */
function bytesOf(text: string): Buffer | undefined {
  const digits = text.replace(/[\r\n]/g, '');
  return digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : undefined;
}

/** Encodings that Node has, by their IANA names. */
const known: Readonly<Record<string, 'utf8' | 'utf16le' | 'latin1'>> = { 'utf-8': 'utf8', 'utf-16le': 'utf16le', 'iso-8859-1': 'latin1', latin1: 'latin1' };

/** What an IANA name looks like; which of them Terraform has is in no list here. */
const maybe = /^(?:utf-|iso-|windows-|cp|ibm|koi|euc|shift|gb|big5|mac|us-ascii|x-)/i;

function encodingNamed(name: string): 'utf8' | 'utf16le' | 'latin1' | Value | FunctionError {
  const lower = name.toLowerCase();
  if (Object.hasOwn(known, lower)) return known[lower]!;
  if (maybe.test(name)) return unknown(`the encoding ${name} is not worked out`);
  return refused(`${JSON.stringify(name)} is not a supported IANA encoding name or alias in this Terraform version`, 1);
}

function toBytes(text: string, name: string): Value | FunctionError {
  const encoding = encodingNamed(name);
  if (typeof encoding !== 'string') return encoding;
  if (encoding === 'latin1' && /[^\u0000-\u00ff]/.test(text)) return refused(`the given string contains characters that cannot be represented in ${name}`, 0);
  return Buffer.from(text, encoding as BufferEncoding).toString('base64');
}

function fromBytes(text: string, name: string): Value | FunctionError {
  const encoding = encodingNamed(name);
  if (typeof encoding !== 'string') return encoding;
  const bytes = bytesOf(text);
  if (bytes === undefined) return refused(`the given value is has an invalid base64 symbol at offset ${Math.max(0, text.search(/[^A-Za-z0-9+/]/))}`, 0);
  const back = bytes.toString(encoding as BufferEncoding);
  return Buffer.from(back, encoding as BufferEncoding).equals(bytes) ? back : refused(`the given string cannot be read as ${name}`, 0);
}

function fromJson(text: string): Value | FunctionError {
  try {
    const value = valueOfJson(JSON.parse(text));
    return value === undefined ? unknown('the JSON is nested too deep') : value;
  } catch {
    return refused(jsonProblem(text));
  }
}

function table(text: string): Value | FunctionError {
  const rows = csvRows(text);
  if ('problem' in rows) return refused(rows.problem);
  const [head, ...lines] = rows.rows;
  if (head === undefined) return refused('missing header line');
  const seen = new Set<string>();
  const double = head.fields.find((name) => seen.size === seen.add(name).size);
  if (double !== undefined) return refused(`duplicate column name ${JSON.stringify(double)}`);
  const wrong = lines.find(({ fields }) => fields.length !== head.fields.length);
  if (wrong !== undefined) return refused(`CSV parse error on line ${wrong.line}: wrong number of fields`);
  return lines.map(({ fields }) => mapOf(head.fields.map((name, at) => [name, fields[at]!])));
}
