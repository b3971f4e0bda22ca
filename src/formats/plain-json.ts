import type { Json } from '../resource/resource.ts';
import { put } from './build.ts';
import { deepest, lineFeed, open, openList, openMap, space, type Plain } from './plain-line.ts';
import { mergeKey, listEnd, mapEnd } from './tree.ts';
import { notJson, resolved } from './scalar.ts';

const doubleQuote = 34;
const comma = 44;
const colon = 58;
const backslash = 92;
const closeList = 93;
const closeMap = 125;
/** YAML takes no longer key without a question mark in front of it. */
const longestKey = 1000;

const word = /^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)$/;

/**
 * Reads a document that is JSON to the end of the text, as programs print it: what AWS answers and what Terraform plans are is
 * megabytes of it. Like the rest of the plain reader it leaves everything odd to js-yaml: tabs, a key twice, escapes in keys,
 * letters beyond ASCII. Undefined: it is left.
 */
export function readJson(reader: Plain, from: number): Json | undefined {
  const value = valueAt(reader, from, 0);
  if (value === undefined || blank(reader.text, reader.at) < reader.text.length) return undefined;
  reader.at = reader.text.length;
  reader.indent = -1;
  return value;
}

function valueAt(reader: Plain, from: number, depth: number): Json | undefined {
  const code = reader.text.charCodeAt(from);
  if (code === doubleQuote) return string(reader, from);
  if (code !== openMap && code !== openList) return plain(reader, from);
  return depth < deepest ? container(reader, from, depth, code === openMap) : undefined;
}

function container(reader: Plain, from: number, depth: number, isMap: boolean): Json | undefined {
  const { text } = reader;
  const close = isMap ? closeMap : closeList;
  const node = open(reader, from, isMap ? mapEnd : listEnd);
  const members: Json[] = [];
  const fields: { [key: string]: Json } = {};
  let at = blank(text, from + 1);
  for (let first = true; text.charCodeAt(at) !== close || !first; first = false) {
    let name = '';
    if (isMap) {
      const found = key(reader, at);
      if (found === undefined || (fields[found] !== undefined && Object.hasOwn(fields, found))) return undefined;
      name = found;
      at = reader.at;
      while (text.charCodeAt(at) === space) at++;
    }
    const value = valueAt(reader, at, depth + 1);
    if (value === undefined) return undefined;
    if (isMap) put(fields, name, value);
    else members.push(value);
    at = blank(text, reader.at);
    const code = text.charCodeAt(at);
    if (code === close) break;
    if (code !== comma) return undefined;
    at = blank(text, at + 1);
  }
  reader.at = at + 1;
  reader.spans[node + 2] = reader.used;
  return isMap ? fields : members;
}

/** Reads a key and its colon. Its span has no quotes. */
function key(reader: Plain, from: number): string | undefined {
  const { text } = reader;
  if (text.charCodeAt(from) !== doubleQuote) return undefined;
  const end = quoteEnd(text, from + 1);
  if (end === -1 || end - from > longestKey || text.charCodeAt(end + 1) !== colon) return undefined;
  const written = text.slice(from + 1, end);
  if (written === mergeKey || written.includes('\\')) return undefined;
  const node = open(reader, from + 1, end);
  reader.spans[node + 2] = reader.used;
  reader.at = end + 2;
  return written;
}

function string(reader: Plain, from: number): string | undefined {
  const { text } = reader;
  const end = quoteEnd(text, from + 1);
  if (end === -1) return undefined;
  const node = open(reader, from, end + 1);
  reader.spans[node + 2] = reader.used;
  reader.at = end + 1;
  const written = text.slice(from + 1, end);
  return written.includes('\\') ? unescaped(text.slice(from, end + 1)) : written;
}

/** Every escape of JSON means the same in YAML. */
function unescaped(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/** Where quotes end that were opened before `start`; -1 if something odd stands in them. */
function quoteEnd(text: string, start: number): number {
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === doubleQuote) return at;
    if (!(code >= space && code < 127)) return -1;
    if (code === backslash) at++;
  }
}

/** A number, true, false or null. */
function plain(reader: Plain, from: number): Json | undefined {
  const { text } = reader;
  let at = from;
  for (let code = text.charCodeAt(at); code > space && code < 127 && code !== comma && code !== closeMap && code !== closeList; code = text.charCodeAt(at)) at++;
  const written = text.slice(from, at);
  const value = word.test(written) ? resolved(written) : notJson;
  if (value === notJson) return undefined;
  const node = open(reader, from, at);
  reader.spans[node + 2] = reader.used;
  reader.at = at;
  return value;
}

/** The index of the first character that is no blank and no line break. */
function blank(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === space || code === lineFeed; code = text.charCodeAt(at)) at++;
  return at;
}
