import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, type Loaded } from '../../../src/cli/load.ts';
import { rules } from '../../../src/findings/index.ts';
import { judged } from '../../../src/findings/judge.ts';
import type { Finding } from '../../../src/findings/rule.ts';
import { rootFolder } from '../../sources.ts';

/** What is written otherwise in a file below a folder of the example; a file that is not there yet begins empty. */
export type Rewritten = readonly [file: string, from: string | RegExp, to: string];

/** Folders of the example, read as a user reads them. */
export function estate(...folders: readonly string[]): Promise<Loaded> {
  return load(folders.map((folder) => `${rootFolder()}/examples/central-ingress/${folder}`));
}

/** The same of a copy in which something else is written; `read` is done while the copy is there. */
export async function rewritten<T>(folder: string, changes: readonly Rewritten[], read: (copy: string) => Promise<T>): Promise<T> {
  const copy = mkdtempSync(join(tmpdir(), 'central-ingress-'));
  try {
    cpSync(`${rootFolder()}/examples/central-ingress/${folder}`, copy, { recursive: true });
    for (const [file, from, to] of changes) {
      const before = from === '' ? '' : readFileSync(join(copy, file), 'utf8');
      const after = from === '' ? to : before.replace(from, to);
      if (after === before) throw new Error(`${String(from)} is not in ${file}`);
      writeFileSync(join(copy, file), after);
    }
    return await read(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** What a check finds before it looks for mends, as `error apply-ends-with-error waf.tf:34`, notes about how files were read left out. */
export function foundIn({ path, problems }: Loaded): readonly string[] {
  return told(judged(path, problems, now).map(({ finding }) => finding));
}

/** The same of what stands in the files, without asking what becomes of requests. */
export function statesIn({ path, problems }: Loaded): readonly string[] {
  return told([...problems, ...rules.flatMap((rule) => [...(rule.find?.(path, now) ?? [])])]);
}

function told(findings: readonly Pick<Finding, 'name' | 'severity' | 'at'>[]): readonly string[] {
  const lines = findings.filter(({ name }) => !ofReading.has(name)).map(({ severity, name, at }) => `${severity} ${name} ${at === undefined ? 'nowhere' : `${at.file.split('/').at(-1)}:${at.line}`}`);
  return [...new Set(lines)].sort();
}

const now = Date.parse('2026-11-22');
const ofReading: ReadonlySet<string> = new Set(['applied-by-script', 'not-worked-out', 'module-not-read']);
