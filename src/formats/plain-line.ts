import type { Json } from '../resource/resource.ts';
import { put } from './build.ts';
import { keyText, mayBeOther, notJson, resolved } from './scalar.ts';
import { listEnd, mapEnd, width } from './tree.ts';

/** A text that is read in one pass, and what was read so far. */
export interface Plain {
  readonly text: string;
  /** First sign of the line that is read next, and how far it is indented; -1 where the document ends. */
  at: number;
  indent: number;
  spans: Int32Array;
  used: number;
  /** Keys that are read as other text than stands there: `0777`. */
  readonly names: Map<number, string>;
}

/** Containers inside containers that are read here. */
export const deepest = 60;

export const tab = 9;
export const lineFeed = 10;
export const carriageReturn = 13;
export const space = 32;
const doubleQuote = 34;
export const hash = 35;
const singleQuote = 39;
const comma = 44;
export const dash = 45;
export const dot = 46;
const colon = 58;
export const openList = 91;
const backslash = 92;
const closeList = 93;
export const openMap = 123;
const closeMap = 125;

/** What may start a plain scalar: not an indicator, and not the end of the line. */
const starters = signs((code) => code > 32 && code < 127 && !`"#%&'*,:>?@[]{}|!\`-`.includes(String.fromCharCode(code)));
/** What a plain key is made of. */
const keySigns = signs((code) => /[A-Za-z0-9_./-]/.test(String.fromCharCode(code)));

/** Whether a key stands here, judged as far as its colon. */
export function isKey(text: string, from: number): boolean {
  let at = from;
  const quote = text.charCodeAt(at);
  if (quote === doubleQuote || quote === singleQuote) {
    const end = text.indexOf(quote === doubleQuote ? '"' : "'", at + 1);
    return end !== -1 && text.charCodeAt(end + 1) === colon;
  }
  while (keySigns[text.charCodeAt(at)] === 1) at++;
  return at > from && text.charCodeAt(at) === colon && isGap(text, at + 1);
}

/** Reads a key and its colon; `at` is then behind it. */
export function key(reader: Plain, from: number, style: 'block' | 'flow'): string | undefined {
  const { text } = reader;
  const quote = text.charCodeAt(from);
  const quoted = quote === doubleQuote || quote === singleQuote;
  const start = quoted ? from + 1 : from;
  let at = start;
  if (quoted) {
    at = quoteEnd(text, start, quote);
    if (at === -1 || text.charCodeAt(at + 1) !== colon || !(style === 'flow' || isGap(text, at + 2))) return undefined;
  } else {
    if (starters[quote] !== 1) return undefined;
    while (keySigns[text.charCodeAt(at)] === 1) at++;
    if (at === start || text.charCodeAt(at) !== colon || !isGap(text, at + 1)) return undefined;
  }
  const node = open(reader, start, at);
  reader.spans[node + 2] = reader.used;
  reader.at = at + (quoted ? 2 : 1);
  const written = text.slice(start, at);
  if (quoted) return written === '<<' ? undefined : written;
  if (!mayBeOther(text.charCodeAt(start))) return written;
  const value = resolved(written);
  if (value === written) return written;
  const name = value === notJson || typeof value === 'boolean' ? undefined : keyText(value);
  if (name !== undefined) reader.names.set(node, name);
  return name;
}

function isGap(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === space || code === lineFeed || at >= text.length;
}

/** Where simple quotes end that were opened before `start`; -1 if they are not simple. */
function quoteEnd(text: string, start: number, quote: number): number {
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return quote === singleQuote && text.charCodeAt(at + 1) === singleQuote ? -1 : at;
    if (code === backslash && quote === doubleQuote) return -1;
    if (!(code >= space && code < 127)) return -1;
  }
}

/** Reads text on one line; `at` is then behind it. */
export function scalar(reader: Plain, from: number, style: 'block' | 'flow'): Json | undefined {
  const { text } = reader;
  const first = text.charCodeAt(from);
  if (first === doubleQuote || first === singleQuote) {
    const end = quoteEnd(text, from + 1, first);
    if (end === -1) return undefined;
    const node = open(reader, from, end + 1);
    reader.spans[node + 2] = reader.used;
    reader.at = end + 1;
    return text.slice(from + 1, end);
  }
  if (starters[first] !== 1 && !(first === dash && isGraphic(text.charCodeAt(from + 1)))) return undefined;
  let at = from;
  let end = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === space) at++;
    else if (code > space && code < 127) {
      if (code === colon) {
        const next = text.charCodeAt(at + 1);
        if (!isGraphic(next)) return undefined;
      } else if (code === hash && at > end) {
        if (style === 'flow') return undefined;
        break;
      } else if (style === 'flow' && isFlowSign(code)) {
        if (code === openList || code === openMap) return undefined;
        break;
      }
      end = ++at;
    } else if (code === lineFeed || at >= text.length) break;
    else return undefined;
  }
  const node = open(reader, from, end);
  reader.spans[node + 2] = reader.used;
  reader.at = end;
  const written = text.slice(from, end);
  if (!mayBeOther(first)) return written;
  const value = resolved(written);
  return value === notJson ? undefined : value;
}

/** ASCII that can be seen, and is no bracket or comma. */
function isGraphic(code: number): boolean {
  return code > space && code < 127 && !isFlowSign(code);
}

function isFlowSign(code: number): boolean {
  return code === comma || code === openList || code === closeList || code === openMap || code === closeMap;
}

/** Reads brackets that close on the same line; `at` is then behind them. */
export function flow(reader: Plain, from: number, depth: number): Json | undefined {
  const { text } = reader;
  const isMap = text.charCodeAt(from) === openMap;
  const close = isMap ? closeMap : closeList;
  const node = open(reader, from, isMap ? mapEnd : listEnd);
  const members: Json[] = [];
  const fields: { [key: string]: Json } = {};
  reader.at = from + 1;
  for (let first = true; ; first = false) {
    let at = skipSpaces(text, reader.at);
    if (!first && text.charCodeAt(at) === comma) at = skipSpaces(text, at + 1);
    else if (!first && text.charCodeAt(at) !== close) return undefined;
    if (text.charCodeAt(at) === close) {
      reader.at = at + 1;
      reader.spans[node + 2] = reader.used;
      return isMap ? fields : members;
    }
    let name = '';
    if (isMap) {
      const found = key(reader, at, 'flow');
      if (found === undefined || (fields[found] !== undefined && Object.hasOwn(fields, found))) return undefined;
      name = found;
      at = skipSpaces(text, reader.at);
    }
    const code = text.charCodeAt(at);
    const value = code === openList || code === openMap ? (depth < deepest ? flow(reader, at, depth + 1) : undefined) : scalar(reader, at, 'flow');
    if (value === undefined) return undefined;
    if (isMap) put(fields, name, value);
    else members.push(value);
  }
}

/** The index of the first character that is no space. */
export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === space) at++;
  return at;
}

/** Writes the span of a node; that of a container is finished when its end is known. */
export function open(reader: Plain, start: number, end: number): number {
  const node = reader.used;
  if (node + width > reader.spans.length) {
    const larger = new Int32Array(reader.spans.length * 2);
    larger.set(reader.spans);
    reader.spans = larger;
  }
  reader.spans[node] = start;
  reader.spans[node + 1] = end;
  reader.used = node + width;
  return node;
}

function signs(test: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (test(code) ? 1 : 0));
}
