import { applyEdits, identityAfter, type Edit, type NewResource } from '../resource/edit.ts';
import { isObject, keyOf, nameOf, type Identity, type Json, type JsonObject, type Path, type Resource } from '../resource/resource.ts';
import { isSnapshot } from './changes.ts';
import { unifiedDiff } from './diff.ts';
import type { TerraformEdits } from './terraform-edits.ts';
import { piecesOf, type Piece, type Pieces } from './pieces.ts';
import { blockLines, type Layout } from './print.ts';
import { rewritten, type Change } from './rewrite.ts';
import { shapeOf } from './shape.ts';
import { deepest } from './yaml.ts';

/** Edits as a change of the user's files. */
export interface Patch {
  /** Unified diff over all files, in the order of their names; `git apply` and `patch -p1` take it. */
  readonly patch: string;
  /** Texts after the edits, of the files that changed. A file that lost its last object is an empty text. */
  readonly files: ReadonlyMap<string, string>;
}

/** Where an object stands, and where its file's documents are. */
interface Home {
  readonly file: string;
  readonly piece: Piece;
}

/** Where documents of texts stand, found once for all patches of the same texts. */
const known = new WeakMap<ReadonlyMap<string, string>, Parameters<typeof piecesOf>[1]>();

/**
 * The edits written into the texts the resources were read from: only the documents of edited resources change, and in
 * them only what has to; what snapshots alone hold (changes.ts) is in no file to be changed. `files` are texts as shown,
 * with Secrets masked; masked lines never become part of the diff. What `terraform` has written comes with it.
 */
export function patchOf(files: ReadonlyMap<string, string>, resources: readonly Resource[], edits: readonly Edit[], terraform?: TerraformEdits): Patch {
  const cuts = known.get(files) ?? new Map();
  known.set(files, cuts);
  const open = new Map<string, Pieces>();
  const homes = new Map<string, Home>();
  const opened = (file: string): Pieces => {
    const pieces = open.get(file) ?? piecesOf(files.get(file) ?? '', cuts);
    open.set(file, pieces);
    return pieces;
  };
  const homeOf = (identity: Identity): Home => {
    const key = keyOf(identity);
    const home = homes.get(key);
    if (home !== undefined) return home;
    const at = resources.findLast((resource) => resource.name === identity.name && keyOf(resource) === key)?.locate([]);
    if (at === undefined || !files.has(at.file)) throw new Error(`An edit names ${nameOf(identity)}, which no file holds.`);
    const found = { file: at.file, piece: opened(at.file).at(at.line) };
    homes.set(key, found);
    return found;
  };
  for (const [index, edit] of edits.entries()) {
    if (terraform?.of.has(edit) === true || isSnapshot(resources, edit.edit === 'add' ? edit.resource : edit.of)) continue;
    if (edit.edit === 'add') homes.set(keyOf(edit.resource), added(edit, edit.after === undefined ? undefined : homeOf(edit.after), opened));
    else if (sourceOf(resources, edit) !== undefined) {
      const { file, line, path } = sourceOf(resources, edit)!;
      const piece = opened(file).at(line);
      piece.text = rewritten(piece.text, changeOf({ ...edit, path }, []));
    } else {
      const home = homeOf(edit.of);
      home.piece.text = editedPiece(home.piece.text, edit);
      if (renames(edit) && index < edits.length - 1) homes.set(keyOf(identityAfter(applyEdits(resources, edits.slice(0, index)), edit)), home);
    }
  }
  return printed(files, open, resources, terraform?.files ?? new Map());
}

/** Where an edit changes what is a part of a document, as an entry of a sallyport.yaml is. */
function sourceOf(resources: readonly Resource[], edit: PathEdit): { readonly file: string; readonly line: number; readonly path: Path } | undefined {
  const resource = resources.find((each) => each.source !== undefined && keyOf(each) === keyOf(edit.of));
  const source = resource?.source?.(edit.path);
  return source === undefined ? undefined : { ...source, line: resource?.locate(edit.path)?.line ?? 1 };
}

/** Whether an edit may change what its object is called, which later edits then name it by. */
function renames({ path }: PathEdit): boolean {
  return path.length > 0 && (path[0] === 'metadata' ? path.length === 1 || path[1] === 'name' || path[1] === 'namespace' : path[0] === 'kind' || path[0] === 'apiVersion');
}

function printed(files: ReadonlyMap<string, string>, open: ReadonlyMap<string, Pieces>, resources: readonly Resource[], written: ReadonlyMap<string, string>): Patch {
  const changed = new Map<string, string>();
  const diffs: string[] = [];
  const whole = [...written].map(([file, after]) => ({ file, after, parts: [{ from: files.get(file) ?? '', to: after }], skipped: 0 }));
  const inPieces = [...open].map(([file, pieces]) => ({ file, after: pieces.after(), ...pieces.changed() }));
  for (const { file, after, parts, skipped } of [...whole, ...inPieces].toSorted((a, b) => (a.file < b.file ? -1 : 1))) {
    const before = files.get(file);
    if (parts.every(({ from, to }) => from === to)) continue;
    changed.set(file, after);
    const path = file.startsWith('/') ? file : `/${file}`;
    const names = { from: before === undefined ? '/dev/null' : `a${path}`, to: after === '' ? '/dev/null' : `b${path}` };
    diffs.push(unifiedDiff(names, parts, skipped, secretLines(file, resources)));
  }
  return { patch: diffs.join(''), files: changed };
}

/** Writes a new object behind another, in its list or as a document of its own, or at the end of a file. */
function added(edit: Edit & { edit: 'add' }, home: Home | undefined, opened: (file: string) => Pieces): Home {
  const { resource, after } = edit;
  if (home !== undefined && after !== undefined) {
    const path = memberPath(shapeOf(home.piece.text, deepest).value, after);
    if (path !== undefined && path.length > 0) {
      home.piece.text = rewritten(home.piece.text, { change: 'insert', path: path.slice(0, -1), at: Number(path.at(-1)) + 1, value: resource.body });
      return home;
    }
  }
  const beside = home !== undefined && !/^\s*\{/.test(home.piece.text) ? home : undefined;
  const file = beside?.file ?? edit.file ?? fileName(resource);
  return { file, piece: opened(file).addBehind(beside?.piece, (before) => newPiece(resource.body, before)) };
}

function newPiece(body: JsonObject, before: Piece | undefined): Piece {
  const text = `${blockLines(body, layoutOf(before)).join('\n')}\n`;
  if (before === undefined || before.text.trim() === '') return { before: '', text };
  if (!before.text.endsWith('\n')) before.text += '\n';
  return { before: '', text: `---\n${text}` };
}

const usual: Layout = { indent: 2, indentedLists: true, json: false, padded: true };

/** The layout of the document before; the usual one where that cannot be read. */
function layoutOf(before: Piece | undefined): Layout {
  try {
    return before === undefined ? usual : { ...shapeOf(before.text, deepest).layout, json: false };
  } catch {
    return usual;
  }
}

function fileName({ type, name }: NewResource): string {
  return `${type.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()}-${name.replace(/[^A-Za-z0-9._-]/g, '-')}.yaml`;
}

type PathEdit = Exclude<Edit, { edit: 'add' }>;

function editedPiece(text: string, edit: PathEdit): string {
  const place = memberPath(shapeOf(text, deepest).value, edit.of);
  if (place === undefined) throw new Error(`An edit names ${nameOf(edit.of)}, which does not stand where it was read.`);
  if (edit.edit === 'remove' && edit.path.length + place.length === 0) return '';
  return rewritten(text, changeOf(edit, place));
}

function changeOf(edit: PathEdit, place: Path): Change {
  const path = [...place, ...edit.path];
  switch (edit.edit) {
    case 'set':
      return { change: 'set', path, to: edit.to };
    case 'remove':
      return { change: 'remove', path };
    case 'insert':
      return { change: 'insert', path, at: edit.at, value: edit.value };
  }
}

/** Where in a document an object stands: empty for the document itself, its index in a list; undefined if nowhere. */
function memberPath(value: Json, { type, namespace, name }: Identity): Path | undefined {
  const kind = type.split('.')[0] ?? type;
  const means = (body: Json | undefined): boolean => {
    if (!isObject(body) || !isObject(body['metadata'])) return false;
    const { metadata } = body;
    const itsName = String(metadata['name'] ?? metadata['generateName']);
    const itsNamespace = metadata['namespace'];
    return (body['kind'] === undefined || body['kind'] === kind) && itsName === name && (itsNamespace === undefined || itsNamespace === null || itsNamespace === '' || namespace === undefined || String(itsNamespace) === namespace);
  };
  if (means(value)) return [];
  const items = isObject(value) ? value['items'] : undefined;
  const index = Array.isArray(items) ? items.findLastIndex((item) => means(item as Json)) : -1;
  return index === -1 ? undefined : ['items', index];
}

/** Which zero-based lines of a file are a Secret's: their values are masked in the text, so they would not apply. */
function secretLines(file: string, resources: readonly Resource[]): (line: number) => boolean {
  const places = resources.flatMap(({ type, locate }) => (type === 'Secret' ? (locate([]) ?? []) : [])).filter((at) => at.file === file);
  return (line) => places.some((at) => line + 1 >= at.line && line + 1 <= at.endLine);
}
