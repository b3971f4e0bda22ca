import { isLazy, isList, isMap, isSet, isUnknown, type Unknown, type Value } from '../values/value.ts';
import { entriesOf } from './convert.ts';
import { roomFor, type Room } from './json-text.ts';
import { isExact, numberText } from './number-text.ts';

/** How an unknown is called; undefined: not at all. */
type NameOf = (value: Unknown) => string | undefined;

interface Writing {
  readonly nameOf: NameOf;
  readonly room: Room;
}

/**
 * A value as YAML, as Terraform writes it (go-cty-yaml with go-yaml's emitter): keys and texts in double quotes, texts of several
 * lines as blocks, lists in maps not indented. Undefined: an unknown has no name, a key is too long to be one, or there is no room.
 */
export function yamlOf(value: Value, nameOf: NameOf, room: Room = roomFor()): string | undefined {
  const inner = block(value, 0, 0, { nameOf, room });
  if (inner === undefined) return undefined;
  const scalar = value === null || typeof value === 'boolean' || typeof value === 'number';
  return `${inner.endsWith('\n') ? inner : `${inner}\n`}${scalar ? '...\n' : ''}`;
}

/** A value from the place on where the first line of it begins; `column` is that place, `indent` that of what holds it. */
function block(value: Value, indent: number, column: number, to: Writing): string | undefined {
  to.room.left -= indent + (typeof value === 'string' ? value.length : 4);
  if (to.room.left < 0) return undefined;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return isExact(value) ? numberText(value) : undefined;
  if (typeof value === 'string') return text(value, indent, column);
  if (isUnknown(value)) {
    const name = to.nameOf(value);
    return name === undefined ? undefined : text(name, indent, column);
  }
  if (isList(value) || isSet(value)) return listOf(isSet(value) ? value.members : value, indent, to);
  return isMap(value) || isLazy(value) ? mapOf([...entriesOf(value)!.entries], indent, to) : undefined;
}

function listOf(members: readonly Value[], indent: number, to: Writing): string | undefined {
  if (members.length === 0) return '[]';
  const lines: string[] = [];
  for (const member of members) {
    const inner = block(member, holds(member) ? indent + 2 : indent, indent + 2, to);
    if (inner === undefined) return undefined;
    lines.push(`- ${inner}`);
  }
  return joined(lines, indent);
}

function mapOf(entries: readonly (readonly [string, Value])[], indent: number, to: Writing): string | undefined {
  if (entries.length === 0) return '{}';
  const lines: string[] = [];
  for (const [key, member] of entries) {
    if (key.length > 120 || key.includes('\n')) return undefined;
    const name = `${quoted(key, 0, -1)}:`;
    const inside = holds(member) ? (isList(member) || isSet(member) ? indent : indent + 2) : indent;
    const inner = block(member, inside, indent + name.length + 1, to);
    if (inner === undefined) return undefined;
    lines.push(holds(member) ? `${name}\n${' '.repeat(inside)}${inner}` : `${name} ${inner}`);
  }
  return joined(lines, indent);
}

function joined(lines: readonly string[], indent: number): string {
  return lines.map((line, at) => (at === lines.length - 1 ? line : line.endsWith('\n') ? line : `${line}\n`)).join(' '.repeat(indent));
}

/** Whether a value is written over lines of its own. */
function holds(value: Value): boolean {
  if (value === null || typeof value !== 'object' || isUnknown(value)) return false;
  if (isList(value)) return value.length > 0;
  return isSet(value) ? value.members.length > 0 : (entriesOf(value)?.entries.size ?? 0) > 0;
}

function text(value: string, indent: number, column: number): string {
  const lines = value.split('\n');
  if (lines.length === 1 || / (?:\n|$)/.test(value) || !isPrintable(value)) return quoted(value, indent, column);
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
  const body = value.endsWith('\n') ? lines.slice(0, -1) : lines;
  return `|${hint}${chomp}\n${body.map((line) => (line === '' ? '' : ' '.repeat(indent + 2) + line)).join('\n')}\n`;
}

function isPrintable(value: string): boolean {
  return !/[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(value) && !/[\u0085\u2028\u2029]/.test(value);
}

const widest = 80;

/** Double quotes; a line that is too long is folded at a space. No column: it is never folded. */
function quoted(value: string, indent: number, column: number): string {
  let [out, at, afterSpace] = ['"', column + 1, false];
  const letters = [...value];
  for (const [index, letter] of letters.entries()) {
    if (letter === ' ' && column >= 0 && !afterSpace && at > widest && index > 0 && index < letters.length - 1) {
      out += `\n${' '.repeat(indent + 2)}${letters[index + 1] === ' ' ? '\\' : ''}`;
      [at, afterSpace] = [indent + 2, true];
      continue;
    }
    const written = letter === '"' || letter === '\\' || !isPrintable(letter) || letter === '\n' ? escaped(letter) : letter;
    out += written;
    at += written.length;
    afterSpace = letter === ' ';
  }
  return `${out}"`;
}

const short: Readonly<Record<string, string>> = { '\0': '0', '\u0007': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', '\u001b': 'e', '"': '"', '\\': '\\', '\u0085': 'N', '\u00a0': '_', '\u2028': 'L', '\u2029': 'P' };

function escaped(letter: string): string {
  const code = letter.codePointAt(0)!;
  if (short[letter] !== undefined) return `\\${short[letter]}`;
  return code <= 0xff ? `\\x${hex(code, 2)}` : code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).toUpperCase().padStart(width, '0');
}
