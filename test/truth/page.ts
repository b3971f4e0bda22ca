import { load } from 'js-yaml';

/** One row of a truth table: what a request meets at one hop, and who says so. */
export interface Row {
  readonly what: string;
  readonly spec: string;
  readonly request: string;
  readonly verdict: string;
  readonly source: string;
}

export interface Page {
  readonly specs: ReadonlyMap<string, unknown>;
  readonly rows: readonly Row[];
}

const columns = ['what', 'spec', 'request', 'verdict', 'source'] as const;

/** Reads a truth.md: its fenced YAML blocks by name, and its one table. Throws where the page does not keep the format. */
export function readPage(text: string): Page {
  const specs = new Map<string, unknown>();
  for (const [, name, body] of text.matchAll(/^```yaml +(?:title=)?["']?spec[=:] *["']?([^\s"']+)["']?[^\n]*\n([\s\S]*?)^```/gm)) {
    if (specs.has(name!)) throw new Error(`two specs are called ${name}`);
    specs.set(name!, load(body!));
  }
  const outside = text.replace(/^```[\s\S]*?^```/gm, '');
  const lines = outside.split('\n').filter((line) => line.trimStart().startsWith('|')).map(cells);
  const head = lines.findIndex((line) => columns.every((column, index) => line[index]?.toLowerCase() === column));
  if (head < 0) throw new Error(`no table with the columns ${columns.join(', ')}`);
  return { specs, rows: lines.slice(head + 2).map(row) };
}

/** Cells of a table line; `\|` is a bar within a cell. */
function cells(line: string): readonly string[] {
  const inner = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
}

function row(line: readonly string[]): Row {
  if (line.length !== columns.length || line.some((cell) => cell === '')) throw new Error(`a row needs five filled cells: ${line.join(' | ')}`);
  const [what, spec, request, verdict, source] = line as readonly [string, string, string, string, string];
  return { what, spec: plain(spec), request: plain(request), verdict: plain(verdict), source };
}

/** Code marks are for readers. */
function plain(cell: string): string {
  return cell.replaceAll('`', '').trim();
}
