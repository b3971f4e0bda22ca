import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, type Loaded } from '../../../src/cli/load.ts';
import { terraformEdits } from '../../../src/formats/terraform-edits.ts';
import type { Checked } from '../../../src/report/check-text.ts';
import type { Edit } from '../../../src/resource/edit.ts';
import { rootFolder } from '../../sources.ts';
import { found, placeOf } from '../xnat/reading.ts';

const folder = 'examples/central-patterns/terraform';

/** A point of a pattern, read as a user reads it. */
export function at(pattern: string, point: string): Promise<Loaded> {
  return load([join(rootFolder(), folder, pattern, point)]);
}

/** What a check finds, without notes: `error apply-ends-with-error main.tf:158`. */
export function told(loaded: Loaded): readonly string[] {
  return found(loaded).flatMap(({ severity, name, at: place }) => (severity === 'note' ? [] : [`${severity} ${name} ${placeOf(place)}`])).sort();
}

/** The mends of the findings of a name, each as `proved: TITLE`. */
export function mendsOf(findings: Checked['findings'], name: string): readonly string[] {
  return findings.flatMap((finding) => (finding.name === name ? finding.mends.map(({ certainty, title }) => `${certainty}: ${title}`) : []));
}

/** Every estate of a copy once edits are written into its files as their patch says; `wanted` chooses them, `then` looks at what is read from the files again. */
export async function patched<T>(pattern: string, point: string, wanted: (loaded: Loaded) => readonly Edit[], then: (loaded: Loaded, changed: readonly string[]) => T): Promise<T> {
  const copy = mkdtempSync(join(tmpdir(), 'central-patterns-'));
  try {
    cpSync(join(rootFolder(), folder, pattern), copy, { recursive: true });
    const loaded = await load([join(copy, point)]);
    const { files, why } = terraformEdits(loaded.inputs.terraform, loaded.path.resources, wanted(loaded)) ?? {};
    if (files === undefined) throw new Error(why ?? 'nothing to write');
    for (const [name, text] of files) writeFileSync(name, text);
    return then(await load([join(copy, point)]), [...files.keys()].map((name) => name.slice(copy.length + 1)).sort());
  } finally {
    rmSync(copy, { recursive: true });
  }
}
