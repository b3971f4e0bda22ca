import { YAMLException, parseEvents } from 'js-yaml';
import type { Json } from '../resource/resource.ts';
import { build, startOf, type Built } from './build.ts';
import type { Placed } from './locate.ts';
import { hard, isMarker, mayBePlain, plainReader, readPlain } from './plain.ts';
import { reasonFor } from './reasons.ts';
import { SourceFile } from './source.ts';
import type { Tree } from './tree.ts';

/** A file to be parsed. */
export interface Unit {
  readonly name: string;
  readonly text: string;
}

/** What the texts hold: documents that could be parsed, and places where one could not. In the order of the units. */
export interface Parsed {
  readonly documents: readonly ParsedDocument[];
  readonly broken: readonly Broken[];
  /** One a unit, in the same order. */
  readonly files: readonly SourceFile[];
}

export interface ParsedDocument extends Built, Placed {}

/** A document that is not YAML. Offsets count in the file's text. */
export interface Broken {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly reason: string;
}

/** Nesting beyond this is refused; no object of Kubernetes comes near. */
export const deepest = 200;

/** Part of a file that js-yaml is to read, and what it made of it. */
interface Piece {
  readonly file: SourceFile;
  readonly start: number;
  readonly text: string;
  documents: readonly ParsedDocument[];
}

/** Parses texts: what is plain in one pass (plain.ts), the rest with js-yaml. A document that is not YAML leaves the others. */
export function parseYaml(units: readonly Unit[]): Parsed {
  const files = units.map(({ name, text }) => new SourceFile(name, text));
  const slots: (ParsedDocument | Piece)[] = [];
  for (const file of files) readFile(file, slots);
  const broken = parsePieces(slots.filter((slot) => 'documents' in slot));
  return { documents: slots.flatMap((slot) => ('documents' in slot ? slot.documents : [slot])), broken, files };
}

function readFile(file: SourceFile, slots: (ParsedDocument | Piece)[]): void {
  const { text } = file;
  if (!mayBePlain(text)) {
    slots.push({ file, start: 0, text, documents: [] });
    return;
  }
  const reader = plainReader(text);
  const tree: Tree & { spans: Int32Array } = { source: text, spans: reader.spans, targets: noTargets, names: reader.names };
  for (let start = 0; start < text.length; ) {
    const root = reader.used;
    const value = readPlain(reader, start);
    const end = value === hard ? nextMarker(text, start) : reader.at;
    slots.push(value === hard ? { file, start, text: text.slice(start, end), documents: [] } : plainDocument(tree, root, value, file));
    start = end;
  }
  tree.spans = reader.spans.slice(0, reader.used);
}

const noTargets: ReadonlyMap<number, number> = new Map();
const none: readonly never[] = [];

function plainDocument(tree: Tree, root: number, value: Json, file: SourceFile): ParsedDocument {
  return { tree, root, value, refused: undefined, doubles: none, booleans: none, directive: false, file, base: 0 };
}

/** Where the document behind the one that starts at `start` does; the end of the text if there is none. */
function nextMarker(text: string, start: number): number {
  for (let at = text.indexOf('\n---', start); at !== -1; at = text.indexOf('\n---', at + 1)) if (isMarker(text, at + 1)) return at + 1;
  return text.length;
}

/**
 * Parses pieces, and says which are not YAML. They are given to js-yaml all at once where they can be joined: on Node 20
 * it slows to half its speed after four calls.
 */
function parsePieces(pieces: readonly Piece[]): Broken[] {
  const joinable = pieces.filter(({ text }) => text.endsWith('\n'));
  const joined = joinable.map(({ text }) => text).join(between);
  const events = eventsOf(joined);
  if (events === undefined) return pieces.flatMap(parseAlone);
  share(build(joined, events), joinable);
  return pieces.filter(({ text }) => !text.endsWith('\n')).flatMap(parseAlone);
}

/** Ends a document; what is behind it starts anew. Only texts that end in a line break are joined, so that no block text changes. */
const between = '...\n';

/** Gives every document of joined pieces to the piece it starts in. */
function share(built: readonly Built[], pieces: readonly Piece[]): void {
  let next = 0;
  let base = 0;
  for (const piece of pieces) {
    const end = base + piece.text.length;
    const from = next;
    while (next < built.length && startOf(built[next] as Built) < end) next++;
    piece.documents = built.slice(from, next).map((document) => ({ ...document, file: piece.file, base: base - piece.start }));
    base = end + between.length;
  }
}

function parseAlone(piece: Piece): Broken[] {
  const { file, start, text } = piece;
  const events = eventsOf(text);
  if (events !== undefined) {
    piece.documents = build(text, events).map((document) => ({ ...document, file, base: -start }));
    return [];
  }
  const parts = cuts(text);
  if (parts.length === 1) return [whyBroken(piece)];
  const inner = parts.map(([from, to]): Piece => ({ file, start: start + from, text: text.slice(from, to), documents: [] }));
  const broken = inner.flatMap(parseAlone);
  piece.documents = inner.flatMap(({ documents }) => documents);
  return broken;
}

function whyBroken({ file, start, text }: Piece): Broken {
  try {
    parseEvents(text, { filename: '', maxDepth: deepest });
  } catch (error) {
    if (error instanceof YAMLException) {
      const { offset, reason } = reasonFor(text, Math.min(error.mark?.position ?? 0, Math.max(0, text.length - 1)), error.reason);
      return { file, start, end: start + text.length, offset: start + offset, reason };
    }
    throw error;
  }
  throw new Error('A document that does not parse was parsed.');
}

function eventsOf(text: string): ReturnType<typeof parseEvents> | undefined {
  try {
    return parseEvents(text, { filename: '', maxDepth: deepest });
  } catch (error) {
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

/**
 * Where the documents of a text stand: at lines that start with `---`, and JSON also where the next object starts a
 * line.
 */
export function cuts(text: string): [start: number, end: number][] {
  const starts = [0];
  const isJson = /^\s*\{/.test(text);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    const next = text[at + 1];
    if (next === '-' ? isMarker(text, at + 1) : next === '{' && isJson && !/^---[^\n]*$/.test(text.slice(starts.at(-1), at))) starts.push(at + 1);
  }
  return starts.map((start, index): [number, number] => [start, starts[index + 1] ?? text.length]).filter(([start, end]) => end > start);
}
