import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startRows } from './start.ts';

/** One measured figure; a file of rows may add what it likes, and every member is printed. */
export type Row = string | Readonly<Record<string, unknown>>;

const files = ['reading', 'terraform', 'sets', 'trace', 'pairs', 'up'] as const;

/** `bench [NAME ...]`: prints what each file of rows measures. Ratios count within one run; times are this machine's. */
async function main(given: readonly string[]): Promise<void> {
  console.log(`node ${process.version}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; ratios of one run`);
  if (wanted('start', given)) print('start', startRows());
  for (const name of files) if (wanted(name, given)) print(name, await rowsOf(name));
}

function wanted(name: string, given: readonly string[]): boolean {
  return given.length === 0 || given.includes(name);
}

/** A file of rows exports one function `...Rows`. */
async function rowsOf(name: string): Promise<readonly Row[]> {
  const file = new URL(`./${name}.js`, import.meta.url);
  if (!existsSync(fileURLToPath(file))) return ['not built yet'];
  const exported = Object.entries((await import(file.href)) as Readonly<Record<string, unknown>>);
  const found = exported.find(([key, value]) => key.endsWith('Rows') && typeof value === 'function');
  if (found === undefined) return ['exports no function ...Rows'];
  return (await (found[1] as () => readonly Row[] | Promise<readonly Row[]>)()) ?? [];
}

function print(name: string, rows: readonly Row[]): void {
  console.log(`\n${name}`);
  for (const row of rows) console.log(`  ${typeof row === 'string' ? row : Object.entries(row).flatMap(shown).join('  ')}`);
}

function shown([key, value]: [string, unknown]): readonly string[] {
  if (value === undefined) return [];
  const text = typeof value !== 'number' ? String(value) : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return [key === 'milliseconds' ? `${text} ms` : key === 'ratio' && /^[\d.]+$/.test(text) ? `ratio ${text}` : text];
}

await main(process.argv.slice(2));
