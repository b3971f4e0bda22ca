import type { SourceFile } from '../../source.ts';
import { jsonExpression } from './json-expression.ts';
import { labelled, meaningOf, wholeFile, type Place } from './json-shape.ts';
import { readJsonText, type JsonMap, type JsonMember, type JsonNode } from './json-text.ts';
import type { Attribute, Block, Body, HclFile, Mistake, Span } from './syntax.ts';

/** A .tf.json file as the .tf file that says the same, with the places of the JSON (Terraform, "JSON Configuration Syntax"). */
export function parseHclJson(file: SourceFile): HclFile {
  const { root, mistake } = readJsonText(file.text);
  const mistakes: Mistake[] = mistake === undefined ? [] : [mistake];
  return { file, body: root === undefined ? noBody(file) : bodyOf({ file, mistakes }, root, wholeFile), mistakes };
}

/** A .tfvars.json file: each member is a value, and its texts are taken as they stand. */
export function parseVariablesJson(file: SourceFile): HclFile {
  const { root, mistake } = readJsonText(file.text);
  const mistakes: Mistake[] = mistake === undefined ? [] : [mistake];
  if (root?.kind !== 'map') {
    if (root !== undefined) mistakes.push({ message: 'Incorrect JSON value type: an object is expected here, { "NAME": VALUE }', start: root.start, end: root.end });
    return { file, body: noBody(file), mistakes };
  }
  const attributes = root.members.map(({ name, value }) => ({ start: name.start, end: value.end, name: name.text, nameSpan: name, value: jsonExpression(file, value, 'literal', mistakes) }));
  return { file, body: { start: root.start, end: root.end, attributes: once(attributes, mistakes), blocks: [] }, mistakes };
}

interface Reading {
  readonly file: SourceFile;
  readonly mistakes: Mistake[];
}

function noBody(file: SourceFile): Body {
  return { start: 0, end: file.text.length, attributes: [], blocks: [] };
}

/** A body: an object, or a list of objects that are taken together. */
function bodyOf(reading: Reading, node: JsonNode, place: Place): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  for (const { name, value } of membersOf(reading, node, 'arguments and blocks')) {
    if (name.text === '//') continue;
    const meaning = meaningOf(place, name.text, bodiesIn(value));
    if (meaning.is === 'block') addBlocks(reading, blocks, { type: name.text, typeSpan: name, place: meaning.within, labels: [] }, value, meaning.labels);
    else attributes.push({ start: name.start, end: value.end, name: name.text, nameSpan: name, value: jsonExpression(reading.file, value, meaning.is, reading.mistakes) });
  }
  return { start: node.start, end: node.end, attributes: once(attributes, reading.mistakes), blocks };
}

/** How many bodies of blocks a value can be; undefined: it is none. */
function bodiesIn(value: JsonNode): number | undefined {
  if (value.kind === 'map') return 1;
  return value.kind === 'list' && value.items.every((item) => item.kind === 'map') ? value.items.length : undefined;
}

interface Header {
  readonly type: string;
  readonly typeSpan: Span;
  readonly place: Place;
  readonly labels: readonly (Span & { readonly text: string })[];
}

/** One level of names for each label, then one body, or a list of them. */
function addBlocks(reading: Reading, blocks: Block[], header: Header, node: JsonNode, labels: number): void {
  const { type, typeSpan, place } = header;
  if (labels > 0) {
    for (const { name, value } of membersOf(reading, node, `the label of a ${type} block`)) {
      if (name.text === '//' && header.place.block !== 'dynamic' && value.kind === 'text') continue;
      addBlocks(reading, blocks, { ...header, labels: [...header.labels, { start: name.start, end: name.end, text: name.text }] }, value, labels - 1);
    }
    return;
  }
  if (node.kind === 'plain' && node.value === null) return;
  const bodies = node.kind === 'list' ? node.items : [node];
  const within = labelled(place, header.labels.map(({ text }) => text));
  for (const each of bodies) {
    const labelSpans = header.labels.map(({ start, end, text }) => ({ start, end, text }));
    blocks.push({ start: typeSpan.start, end: each.end, type, typeSpan: { start: typeSpan.start, end: typeSpan.end }, labels: labelSpans, body: bodyOf(reading, each, within) });
  }
}

function membersOf({ mistakes }: Reading, node: JsonNode, what: string): readonly JsonMember[] {
  if (node.kind === 'plain' && node.value === null) return [];
  const maps = node.kind === 'list' ? node.items : [node];
  for (const each of maps) if (each.kind !== 'map') mistakes.push({ message: `Incorrect JSON value type: an object is expected here, for ${what}`, start: each.start, end: each.end });
  return maps.filter((each): each is JsonMap => each.kind === 'map').flatMap(({ members }) => members);
}

function once(attributes: readonly Attribute[], mistakes: Mistake[]): readonly Attribute[] {
  const seen = new Set<string>();
  return attributes.filter(({ name, nameSpan }) => {
    if (!seen.has(name)) return seen.add(name);
    mistakes.push({ message: `Duplicate argument: ${name} is set already. An argument is set once`, start: nameSpan.start, end: nameSpan.end });
    return false;
  });
}
