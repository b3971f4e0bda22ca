import type { Json } from '../resource/resource.ts';
import { endBefore, put } from './build.ts';
import { carriageReturn, dash, deepest, dot, flow, hash, isKey, key, lineFeed, open, openList, openMap, scalar, skipSpaces, space, tab, type Plain } from './plain-line.ts';
import { readJson } from './plain-json.ts';
import { emptyEnd, listEnd, mapEnd } from './tree.ts';

/** A document that is left to js-yaml. */
export const hard = Symbol('hard');

/**
 * Reads the YAML that nearly all manifests are written in, several times faster than a whole parser can: maps and lists
 * by indentation, brackets on one line, text on one line with or without simple quotes, comments; and JSON. Everything else
 * (anchors, tags, block text, escapes, tabs, a key twice, anything odd) it leaves to js-yaml, the whole document at once.
 * What it does read, it reads exactly as js-yaml and build.ts do: a law says so (plain.test.ts). Deleting it changes
 * nothing but speed; docs/decisions/0006 has the figures.
 */
export function plainReader(text: string): Plain {
  return { text, at: 0, indent: 0, spans: new Int32Array(Math.max(64, text.length >> 2)), used: 0, names: new Map() };
}

/**
 * Reads the document that starts at the line at `start`; null if nothing is written. Afterwards `at` is where it ends:
 * at the line of the next `---`, or the end of the text.
 */
export function readPlain(reader: Plain, start: number): Json | typeof hard {
  const { text } = reader;
  let from = start;
  if (isMarker(text, from)) {
    from += 3;
    while (text.charCodeAt(from) === space) from++;
    const code = text.charCodeAt(from);
    if (code === hash && text.charCodeAt(from - 1) === space) from = lineEnd(text, from);
    else if (code === lineFeed) from++;
    else if (from < text.length) return hard;
  }
  if (!toLine(reader, from)) return hard;
  const root = reader.used;
  if (reader.indent === -1) return empty(reader);
  const code = text.charCodeAt(reader.at);
  const value = reader.indent !== 0 || isDash(reader) ? undefined : code === openMap || code === openList ? readJson(reader, reader.at) : map(reader, 0, 0);
  if (value === undefined || reader.indent !== -1) {
    reader.used = root;
    for (const node of reader.names.keys()) if (node >= root) reader.names.delete(node);
    return hard;
  }
  return value;
}

/** Characters that YAML refuses wherever they stand, in comments too. */
const refused = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/** Whether any document of a text can be read here: directives, a byte order mark and Windows line ends are js-yaml's. */
export function mayBePlain(text: string): boolean {
  return !text.startsWith('%') && !text.startsWith('\ufeff') && !text.includes('\n%') && !text.includes('\r') && !refused.test(text);
}

/** Whether a document starts at this line. */
export function isMarker(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== dash || text.charCodeAt(at + 1) !== dash || text.charCodeAt(at + 2) !== dash) return false;
  const next = text.charCodeAt(at + 3);
  return next === lineFeed || next === space || next === tab || next === carriageReturn || at + 3 >= text.length;
}

/** Goes to the next line with something on it; false if that cannot be judged here. */
function toLine(reader: Plain, from: number): boolean {
  const { text } = reader;
  let start = from;
  for (;;) {
    let at = start;
    let code = text.charCodeAt(at);
    while (code === space) code = text.charCodeAt(++at);
    if (code === lineFeed) start = at + 1;
    else if (code === hash) start = lineEnd(text, at);
    else if (at >= text.length || (code === dash && at === start && isMarker(text, at))) {
      reader.at = at;
      reader.indent = -1;
      return true;
    } else {
      reader.at = at;
      reader.indent = at - start;
      return code > space && code < 127 && !(code === dot && at === start && text.startsWith('...', at));
    }
  }
}

/** Behind the line break of the line an offset is in. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function isDash({ text, at }: Plain): boolean {
  if (text.charCodeAt(at) !== dash) return false;
  const next = text.charCodeAt(at + 1);
  return next === space || next === lineFeed || at + 1 >= text.length;
}

function map(reader: Plain, indent: number, depth: number): Json | undefined {
  const { text } = reader;
  const node = open(reader, reader.at, mapEnd);
  const fields: { [key: string]: Json } = {};
  do {
    const name = key(reader, reader.at, 'block');
    if (name === undefined || (fields[name] !== undefined && Object.hasOwn(fields, name))) return undefined;
    let at = reader.at;
    while (text.charCodeAt(at) === space) at++;
    const value = valueAt(reader, at, indent, depth, 'map');
    if (value === undefined) return undefined;
    put(fields, name, value);
  } while (reader.indent === indent && !isDash(reader));
  if (reader.indent >= indent) return undefined;
  reader.spans[node + 2] = reader.used;
  return fields;
}

function list(reader: Plain, indent: number, depth: number): Json | undefined {
  const { text } = reader;
  const node = open(reader, reader.at, listEnd);
  const members: Json[] = [];
  do {
    let at = reader.at + 1;
    while (text.charCodeAt(at) === space) at++;
    const member = valueAt(reader, at, indent, depth, 'list');
    if (member === undefined) return undefined;
    members.push(member);
  } while (reader.indent === indent && isDash(reader));
  if (reader.indent > indent) return undefined;
  reader.spans[node + 2] = reader.used;
  return members;
}

/** What stands behind a colon or a dash: on the same line from `at`, or on the lines below. */
function valueAt(reader: Plain, at: number, indent: number, depth: number, of: 'map' | 'list'): Json | undefined {
  const { text } = reader;
  const code = text.charCodeAt(at);
  if (code === lineFeed || at >= text.length || (code === hash && text.charCodeAt(at - 1) === space)) {
    if (!toLine(reader, lineEnd(text, at))) return undefined;
    return below(reader, indent, depth, of);
  }
  if (of === 'list') {
    const column = at - (text.lastIndexOf('\n', at) + 1);
    reader.at = at;
    if (isDash(reader)) return depth < deepest ? list(reader, column, depth + 1) : undefined;
    if (isKey(text, at)) return depth < deepest ? map(reader, column, depth + 1) : undefined;
  }
  const value = code === openList || code === openMap ? flow(reader, at, depth) : scalar(reader, at, 'block');
  if (value === undefined || !finishLine(reader) || reader.indent > indent) return undefined;
  return value;
}

/** A map or list on the lines below; nothing, if they are not indented enough. */
function below(reader: Plain, indent: number, depth: number, of: 'map' | 'list'): Json | undefined {
  if (depth >= deepest) return undefined;
  if (reader.indent > indent) return isDash(reader) ? list(reader, reader.indent, depth + 1) : map(reader, reader.indent, depth + 1);
  if (of === 'map' && reader.indent === indent && isDash(reader)) return list(reader, indent, depth + 1);
  return empty(reader);
}

/** Goes on behind a value, over a comment; false if anything else stands there. */
function finishLine(reader: Plain): boolean {
  const { text } = reader;
  const at = skipSpaces(text, reader.at);
  const code = text.charCodeAt(at);
  if (code !== lineFeed && at < text.length && !(code === hash && at > reader.at)) return false;
  return toLine(reader, lineEnd(text, at));
}

function empty(reader: Plain): null {
  const node = reader.used;
  open(reader, endBefore(reader.spans, node), emptyEnd);
  reader.spans[node + 2] = reader.used;
  return null;
}
