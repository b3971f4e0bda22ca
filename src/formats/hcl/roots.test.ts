import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compared } from '../../../test/hcl/against-plan.ts';
import { randomRoot, type RootFile } from '../../../test/hcl/random-roots.ts';
import { rootFolder } from '../../../test/sources.ts';
import type { JsonObject } from '../../resource/resource.ts';
import { readTexts } from '../texts.ts';

// Random root modules, and what Terraform 1.11.4 planned of them; the provider behind it knew the schema of the AWS provider only.
const recorded = JSON.parse(readFileSync(join(rootFolder(), 'test/terraform/roots.json'), 'utf8')) as readonly { readonly files: readonly RootFile[]; readonly plan: JsonObject }[];

test('files and the plan that Terraform makes of them are the same resources', () => {
  expect(recorded.length).toBe(20);
  for (const { files, plan } of recorded) {
    const differing = compared(files, JSON.stringify(plan)).filter(({ allowed }) => allowed === undefined);
    expect(differing, files.map(({ name, text }) => `${name}\n${text}`).join('\n')).toEqual([]);
  }
});

// Terraform plans all of these.
test('random root modules are read without an error, and the same in any order of files', () => {
  for (let seed = 0; seed < 40; seed++) {
    const texts = randomRoot(seed).map((file) => ({ ...file, scope: 'default' }));
    const [one, other] = [readTexts(texts), readTexts(texts.toReversed())];
    expect(one.problems.filter(({ severity }) => severity === 'error'), `seed ${seed}`).toEqual([]);
    const bodies = ({ resources }: typeof one): readonly string[] => resources.map(({ scope, type, name, body }) => JSON.stringify([scope, type, name, body])).sort();
    expect(bodies(other), `seed ${seed}`).toEqual(bodies(one));
  }
});
