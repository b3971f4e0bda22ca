import { YAMLException, parseEvents } from 'js-yaml';
import { build, startOf, type Built } from './build.ts';
import type { Placed } from './locate.ts';
import { reasonFor } from './reasons.ts';
import { SourceFile } from './source.ts';

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

/**
 * Parses texts. All are given to the parser at once where they can be joined: js-yaml on Node 20 slows to half its speed
 * after four calls. Where the whole does not parse, each file is, and where a file does not, each of its documents.
 */
export function parseYaml(units: readonly Unit[]): Parsed {
  const files: SourceFile[] = [];
  const documents: ParsedDocument[] = [];
  const broken: Broken[] = [];
  for (const group of groupsOf(units)) {
    const joined = join(group);
    const built = eventsOf(joined.text);
    if (built !== undefined) {
      files.push(...joined.files.map(({ file }) => file));
      documents.push(...assigned(build(joined.text, built), joined.files));
      continue;
    }
    for (const unit of group) {
      const file = new SourceFile(unit.name, unit.text);
      files.push(file);
      const found = parseAlone(file);
      documents.push(...found.documents);
      broken.push(...found.broken);
    }
  }
  return { documents, broken, files };
}

/** Runs of units that end in a line break, so that joining changes no block scalar; others stand alone. */
function groupsOf(units: readonly Unit[]): Unit[][] {
  const groups: Unit[][] = [];
  let open: Unit[] | undefined;
  for (const unit of units) {
    if (!unit.text.endsWith('\n')) {
      groups.push([unit]);
      open = undefined;
    } else if (open === undefined) groups.push((open = [unit]));
    else open.push(unit);
  }
  return groups;
}

const between = '...\n';

interface Joined {
  readonly text: string;
  readonly files: readonly { readonly file: SourceFile; readonly base: number }[];
}

function join(units: readonly Unit[]): Joined {
  let base = 0;
  const files = units.map(({ name, text }) => {
    const joined = { file: new SourceFile(name, text), base };
    base += text.length + between.length;
    return joined;
  });
  const [only] = units;
  return { text: units.length === 1 && only !== undefined ? only.text : units.map(({ text }) => text).join(between), files };
}

function eventsOf(text: string): ReturnType<typeof parseEvents> | undefined {
  try {
    return parseEvents(text, { filename: '', maxDepth: deepest });
  } catch (error) {
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

function assigned(built: readonly Built[], files: Joined['files']): ParsedDocument[] {
  let index = 0;
  return built.map((document) => {
    const start = startOf(document);
    while ((files[index + 1]?.base ?? Infinity) <= start) index++;
    return { ...document, ...(files[index] as Joined['files'][number]) };
  });
}

function parseAlone(file: SourceFile): { documents: ParsedDocument[]; broken: Broken[] } {
  const whole = eventsOf(file.text);
  if (whole !== undefined) return { documents: build(file.text, whole).map((document) => ({ ...document, file, base: 0 })), broken: [] };
  const documents: ParsedDocument[] = [];
  const broken: Broken[] = [];
  for (const [start, end] of pieces(file.text)) {
    const text = file.text.slice(start, end);
    try {
      documents.push(...build(text, parseEvents(text, { filename: '', maxDepth: deepest })).map((document) => ({ ...document, file, base: -start })));
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const { offset, reason } = reasonFor(text, Math.min(error.mark?.position ?? 0, Math.max(0, text.length - 1)), error.reason);
      broken.push({ file, start, end, offset: start + offset, reason });
    }
  }
  return { documents, broken };
}

/**
 * Where the documents of a text stand, cut as Kubernetes cuts them: at lines that start with `---`, and JSON also where
 * the next object starts a line.
 */
export function pieces(text: string): [start: number, end: number][] {
  const cuts = [0];
  const isJson = /^\s*\{/.test(text);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    const next = text[at + 1];
    if (next === '-' ? text.startsWith('---', at + 1) : next === '{' && isJson && !/^---[^\n]*$/.test(text.slice(cuts.at(-1), at))) cuts.push(at + 1);
  }
  return cuts.map((start, index): [number, number] => [start, cuts[index + 1] ?? text.length]).filter(([start, end]) => end > start);
}
