import { EVENT_ID, SCALAR_STYLE, getScalarValue, type Event, type ScalarEvent } from 'js-yaml';
import type { Json } from '../resource/resource.ts';
import { keyText, mayBeOther, notJson, resolved, taggedScalar } from './scalar.ts';
import { aliasEnd, emptyEnd, listEnd, mapEnd, mergeKey, settled, width, type Tree } from './tree.ts';

/** One document of a text: its value, and where it stands. */
export interface Built {
  readonly tree: Tree;
  /** The document's node in the tree. */
  readonly root: number;
  readonly value: Json;
  /** What keeps Kubernetes from reading the document; its value is then not to be used. Undefined: nothing does. */
  readonly refused: Remark | undefined;
  readonly doubles: readonly Double[];
  /** Nodes of keys such as `on` and `y`, which are read as "true" and "false". */
  readonly booleans: readonly number[];
  /** It says `%YAML`, which kubectl's reader refuses in every version but 1.1. */
  readonly directive: boolean;
}

/** Something about a place in the text. */
export interface Remark {
  readonly offset: number;
  readonly reason: string;
}

/** Nodes of a key that stands twice in one map; the later one is read. */
export interface Double {
  readonly name: string;
  readonly first: number;
  readonly later: number;
}

/** Nodes that aliases and merges may add to one document before it is taken for a bomb. */
export const expansionLimit = 100_000;

interface Anchor {
  readonly node: number;
  readonly value: Json;
  /** Nodes it expands to, aliases inside it counted in full. */
  readonly size: number;
}

/** The state of one pass over the events of a text. */
interface Pass {
  readonly source: string;
  readonly events: readonly Event[];
  next: number;
  readonly spans: Int32Array;
  used: number;
  readonly tree: { readonly targets: Map<number, number>; readonly names: Map<number, string> };
  anchors: Map<string, Anchor>;
  /** Sizes of anchored nodes, by node: a later anchor may take the same name. */
  readonly sizes: Map<number, number>;
  /** Nodes that aliases added in this document. */
  expanded: number;
  refused: Remark | undefined;
  doubles: Double[];
  booleans: number[];
}

/** The documents that `events` of `source` mean, each with the place of every node. */
export function build(source: string, events: readonly Event[]): Built[] {
  const targets = new Map<number, number>();
  const names = new Map<number, string>();
  const spans = new Int32Array(events.length * width);
  const tree = { source, spans, targets, names };
  const pass: Pass = { source, events, next: 0, spans, used: 0, tree: { targets, names }, anchors: new Map(), sizes: new Map(), expanded: 0, refused: undefined, doubles: [], booleans: [] };
  const documents: Built[] = [];
  while (pass.next < events.length) {
    const event = events[pass.next++] as Event;
    if (event.type !== EVENT_ID.DOCUMENT) continue;
    if (pass.anchors.size > 0) pass.anchors = new Map();
    if (pass.doubles.length > 0) pass.doubles = [];
    if (pass.booleans.length > 0) pass.booleans = [];
    pass.expanded = 0;
    pass.refused = undefined;
    const root = pass.used;
    const value = node(pass);
    const directive = event.directives.some((found) => found.kind === 'yaml' && found.version !== '1.1');
    documents.push({ tree, root, value, refused: pass.refused, doubles: pass.doubles, booleans: pass.booleans, directive });
  }
  tree.spans = spans.slice(0, pass.used);
  return documents;
}

/** Reads the node at the next event, and writes its span. */
function node(pass: Pass): Json {
  const event = pass.events[pass.next++] as Event;
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return scalar(pass, event);
    case EVENT_ID.MAPPING: {
      const at = pass.used;
      const value = map(pass, event.start);
      if (event.anchorStart !== -1) anchor(pass, event.anchorStart, event.anchorEnd, at, value);
      return value;
    }
    case EVENT_ID.SEQUENCE: {
      const at = pass.used;
      const value = list(pass, event.start);
      if (event.anchorStart !== -1) anchor(pass, event.anchorStart, event.anchorEnd, at, value);
      return value;
    }
    case EVENT_ID.ALIAS:
      return alias(pass, event.anchorStart, event.anchorEnd);
    default:
      throw new Error('The YAML events end inside a document.');
  }
}

function scalar(pass: Pass, event: ScalarEvent): Json {
  const at = pass.used;
  const start = event.valueStart;
  place(pass, event);
  if (event.tagStart === -1 && event.anchorStart === -1 && start !== -1) {
    if (event.style !== SCALAR_STYLE.PLAIN) return event.fast ? pass.source.slice(start, event.valueEnd) : getScalarValue(pass.source, event);
    const text = event.fast ? pass.source.slice(start, event.valueEnd) : getScalarValue(pass.source, event);
    if (!mayBeOther(text.charCodeAt(0))) return text;
    const value = resolved(text);
    return value === notJson ? refuse(pass, start, `${text} has no JSON form`) : value;
  }
  const value = fullScalar(pass, event);
  if (event.anchorStart !== -1) anchor(pass, event.anchorStart, event.anchorEnd, at, value);
  return value;
}

/** A scalar with a tag, or of which nothing is written. */
function fullScalar(pass: Pass, event: ScalarEvent): Json {
  const text = getScalarValue(pass.source, event);
  const plain = event.style === SCALAR_STYLE.PLAIN;
  const tag = event.tagStart === -1 ? '' : pass.source.slice(event.tagStart, event.tagEnd);
  const value = tag === '' ? (plain ? resolved(text) : text) : taggedScalar(text, tag, plain);
  const offset = event.valueStart === -1 ? Math.max(event.tagStart, 0) : event.valueStart;
  if (value === undefined) return refuse(pass, offset, `${text} does not fit its tag ${tag}`);
  return value === notJson ? refuse(pass, offset, `${text} has no JSON form`) : value;
}

/** Writes the span of a scalar, quotes included. */
function place(pass: Pass, event: ScalarEvent): void {
  const at = pass.used;
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
  pass.spans[at] = event.valueStart === -1 ? endBefore(pass.spans, at) : event.valueStart - quoted;
  pass.spans[at + 1] = event.valueStart === -1 ? emptyEnd : event.valueEnd + quoted;
  pass.spans[at + 2] = pass.used = at + width;
}

/** Where the node before `at` ends; where a container starts, if that is what stands there. */
export function endBefore(spans: Int32Array, at: number): number {
  if (at === 0) return 0;
  const end = spans[at - width + 1] as number;
  return end >= 0 ? end : (spans[at - width] as number);
}

function list(pass: Pass, start: number): Json[] {
  const { events, spans } = pass;
  const at = open(pass, start, listEnd);
  const members: Json[] = [];
  while (events[pass.next]?.type !== EVENT_ID.POP) members.push(node(pass));
  pass.next++;
  spans[at + 2] = pass.used;
  return members;
}

function map(pass: Pass, start: number): { [key: string]: Json } {
  const { events, spans } = pass;
  const at = open(pass, start, mapEnd);
  const fields: { [key: string]: Json } = {};
  for (;;) {
    const event = events[pass.next] as Event;
    if (event.type === EVENT_ID.POP) break;
    const keyAt = pass.used;
    const name = key(pass, event);
    if (name === mergeKey && isMerge(event)) {
      merge(pass, fields, keyAt);
      continue;
    }
    const value = node(pass);
    if (fields[name] !== undefined && Object.hasOwn(fields, name)) double(pass, at, keyAt, name);
    put(fields, name, value);
  }
  pass.next++;
  spans[at + 2] = pass.used;
  return fields;
}

function open(pass: Pass, start: number, end: number): number {
  const at = pass.used;
  pass.spans[at] = start;
  pass.spans[at + 1] = end;
  pass.used = at + width;
  return at;
}

/** Reads a key. Its span has no quotes, so that it can be compared with names. */
function key(pass: Pass, event: Event): string {
  const at = pass.used;
  if (event.type !== EVENT_ID.SCALAR || event.valueStart === -1 || event.tagStart !== -1 || event.anchorStart !== -1) return rareKey(pass, event);
  pass.next++;
  pass.spans[at] = event.valueStart;
  pass.spans[at + 1] = event.valueEnd;
  pass.spans[at + 2] = pass.used = at + width;
  if (!event.fast) return renamed(pass, at, getScalarValue(pass.source, event));
  const text = pass.source.slice(event.valueStart, event.valueEnd);
  if (event.style !== SCALAR_STYLE.PLAIN || !mayBeOther(text.charCodeAt(0))) return event.style !== SCALAR_STYLE.PLAIN && text === mergeKey ? renamed(pass, at, text) : text;
  const value = resolved(text);
  return value === text ? text : otherKey(pass, at, event.valueStart, value);
}

/** A key that is empty, tagged, anchored, an alias, or no scalar at all. */
function rareKey(pass: Pass, event: Event): string {
  const at = pass.used;
  const value = node(pass);
  const offset = event.type === EVENT_ID.SCALAR ? Math.max(event.valueStart, 0) : Math.max(pass.spans[at] ?? 0, 0);
  if (value !== null && typeof value === 'object') {
    refuse(pass, offset, 'a list or a map stands as a key');
    return '';
  }
  return otherKey(pass, at, offset, value);
}

function otherKey(pass: Pass, at: number, offset: number, value: ReturnType<typeof resolved>): string {
  const text = value === notJson ? undefined : keyText(value);
  if (text === undefined) {
    refuse(pass, offset, value === null ? 'null stands as a key' : 'a key has no JSON form');
    return '';
  }
  if (typeof value === 'boolean') pass.booleans.push(at);
  return renamed(pass, at, text);
}

function renamed(pass: Pass, at: number, name: string): string {
  pass.tree.names.set(at, name);
  return name;
}

function isMerge(event: Event): boolean {
  return event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN;
}

/** `<<`: what it names overrides what stands before it, and is overridden by what stands behind it. */
function merge(pass: Pass, fields: { [key: string]: Json }, keyAt: number): void {
  const value = node(pass);
  const sources = Array.isArray(value) ? value.toReversed() : [value];
  for (const source of sources) {
    if (source === null || typeof source !== 'object' || Array.isArray(source)) {
      refuse(pass, pass.spans[keyAt] ?? 0, '<< takes a map or a list of maps');
      return;
    }
    for (const [name, member] of Object.entries(source)) put(fields, name, member as Json);
  }
}

/** Sets a key as JSON means it, whatever its name. */
export function put(fields: { [key: string]: Json }, name: string, value: Json): void {
  if (name === '__proto__') Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
  else fields[name] = value;
}

function double(pass: Pass, map: number, later: number, name: string): void {
  const { spans } = pass;
  for (let key = map + width; key < later; key = spans[key + width + 2] as number) {
    const text = pass.tree.names.get(key) ?? pass.source.slice(spans[key], spans[key + 1]);
    if (text !== name) continue;
    pass.doubles.push({ name, first: key, later });
    return;
  }
}

function anchor(pass: Pass, start: number, end: number, at: number, value: Json): void {
  let size = 0;
  for (let node = at; node < pass.used; node += width) {
    const target = pass.spans[node + 1] === aliasEnd ? pass.tree.targets.get(node) : undefined;
    size += target === undefined ? 1 : (pass.sizes.get(target) ?? 1);
  }
  pass.sizes.set(at, size);
  pass.anchors.set(pass.source.slice(start, end), { node: at, value, size });
}

function alias(pass: Pass, start: number, end: number): Json {
  const at = open(pass, start - 1, aliasEnd);
  pass.spans[at + 2] = pass.used;
  const name = pass.source.slice(start, end);
  const found = pass.anchors.get(name);
  if (found === undefined) return refuse(pass, start - 1, `*${name} has no anchor &${name} before it; text that starts with * needs quotes`);
  pass.expanded += found.size;
  if (pass.expanded > expansionLimit) return refuse(pass, start - 1, `*${name} expands the document beyond ${expansionLimit} nodes`);
  pass.tree.targets.set(at, found.node);
  return found.value;
}

function refuse(pass: Pass, offset: number, reason: string): null {
  pass.refused ??= { offset, reason };
  return null;
}

/** The offset at which a document starts. */
export function startOf({ tree, root }: Built): number {
  return tree.spans[settled(tree, root)] ?? 0;
}
