import { EVENT_ID, SCALAR_STYLE, YAMLException, getScalarValue, parseEvents, type Event, type ScalarEvent } from 'js-yaml';
import { expansionLimit } from '../../build.ts';
import { deepest } from '../../yaml.ts';
import { mapOf, unknown, type Value } from '../values/value.ts';
import { refused, type FunctionError } from './function.ts';
import { stringOf } from './primitives.ts';
import { yamlScalar } from './yaml-scalar.ts';

/** One pass over the events of a text. */
interface Pass {
  readonly source: string;
  readonly events: readonly Event[];
  next: number;
  /** Nodes so far, those that aliases add among them. */
  nodes: number;
  readonly anchors: Map<string, { readonly value: Value; readonly nodes: number } | 'open'>;
  refused: FunctionError | undefined;
}

/** What a YAML text says to Terraform (go-cty-yaml): one document; Kubernetes reads some scalars otherwise. */
export function yamlValue(source: string): Value | FunctionError {
  const events = eventsOf(source);
  if (!Array.isArray(events)) return events as Value | FunctionError;
  const documents = (events as readonly Event[]).filter(({ type }) => type === EVENT_ID.DOCUMENT).length;
  if (documents === 0) return refused('on line 1, column 1: missing start of document');
  if (documents > 1) return refused('on line 1, column 1: unexpected extra content after value');
  const pass: Pass = { source, events: events as readonly Event[], next: 1, nodes: 0, anchors: new Map(), refused: undefined };
  const value = node(pass);
  if (pass.nodes > expansionLimit) return unknown(`yamldecode() makes more than ${expansionLimit} values`);
  return pass.refused ?? value;
}

function eventsOf(source: string): readonly Event[] | Value | FunctionError {
  try {
    return parseEvents(source, { filename: '', maxDepth: deepest });
  } catch (error) {
    if (!(error instanceof YAMLException)) return unknown('the YAML reader gives up on this text');
    return refused(error.mark === undefined ? error.reason : `on line ${error.mark.line + 1}, column ${error.mark.column + 1}: ${error.reason}`);
  }
}

function node(pass: Pass): Value {
  const event = pass.events[pass.next++];
  pass.nodes++;
  if (event?.type === EVENT_ID.ALIAS) return alias(pass, pass.source.slice(event.anchorStart, event.anchorEnd));
  if (event?.type !== EVENT_ID.SCALAR && event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) return null;
  const before = pass.nodes;
  const name = event.anchorStart === -1 ? undefined : pass.source.slice(event.anchorStart, event.anchorEnd);
  if (name !== undefined) pass.anchors.set(name, 'open');
  const value = event.type === EVENT_ID.SCALAR ? scalar(pass, event) : event.type === EVENT_ID.SEQUENCE ? list(pass) : map(pass);
  if (name !== undefined) pass.anchors.set(name, { value, nodes: pass.nodes - before + 1 });
  return value;
}

function alias(pass: Pass, name: string): Value {
  const found = pass.anchors.get(name);
  if (found === undefined) return refuse(pass, `reference to undefined anchor ${JSON.stringify(name)}`);
  if (found === 'open') return refuse(pass, `cannot refer to anchor ${JSON.stringify(name)} from inside its own definition`);
  pass.nodes += found.nodes;
  return found.value;
}

function scalar(pass: Pass, event: ScalarEvent): Value {
  const text = getScalarValue(pass.source, event);
  const tag = event.tagStart === -1 ? undefined : pass.source.slice(event.tagStart, event.tagEnd);
  const plain = event.style === SCALAR_STYLE.PLAIN;
  const block = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
  if (tag === undefined) return plain || (block && text === '') ? yamlScalar(text) : text;
  const name = tag.startsWith('!!') ? tag.slice(2) : tag.startsWith('!<tag:yaml.org,2002:') ? tag.slice(20, -1) : tag;
  if (name === 'str' || name === 'binary' || name === '!') return text;
  if (['null', 'bool', 'int', 'float', 'timestamp'].includes(name)) return plain ? yamlScalar(text) : text;
  return refuse(pass, `unsupported tag ${JSON.stringify(tag)}`);
}

function list(pass: Pass): readonly Value[] {
  const members: Value[] = [];
  while (pass.next < pass.events.length && pass.events[pass.next]!.type !== EVENT_ID.POP && pass.nodes <= expansionLimit) members.push(node(pass));
  pass.next++;
  return members;
}

function map(pass: Pass): Value {
  const entries = new Map<string, Value>();
  while (pass.next < pass.events.length && pass.events[pass.next]!.type !== EVENT_ID.POP && pass.nodes <= expansionLimit) {
    const event = pass.events[pass.next]!;
    const key = node(pass);
    const value = node(pass);
    if (key === '<<' && event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN) merge(pass, entries, value);
    else {
      const name = key === null ? undefined : stringOf(key);
      if (typeof name === 'string') entries.set(name, value);
      else refuse(pass, 'a key of a map is no text');
    }
  }
  pass.next++;
  return mapOf(entries);
}

/** `<<`: what it names overrides what stands before it, and is overridden by what stands behind it. */
function merge(pass: Pass, entries: Map<string, Value>, value: Value): void {
  for (const source of Array.isArray(value) ? (value as readonly Value[]).toReversed() : [value]) {
    if (source === null || typeof source !== 'object' || !('kind' in source) || source.kind !== 'map') {
      refuse(pass, '<< takes a map or a list of maps');
      return;
    }
    for (const [key, member] of source.entries) entries.set(key, member);
  }
}

function refuse(pass: Pass, reason: string): null {
  pass.refused ??= refused(reason);
  return null;
}
