import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compared } from '../../../test/hcl/against-plan.ts';
import type { RootFile } from '../../../test/hcl/random-roots.ts';
import { rootFolder } from '../../../test/sources.ts';
import type { JsonObject } from '../../resource/resource.ts';

// Random root modules, and what Terraform 1.11.4 planned of them; the provider behind it knew the schema of the AWS provider only.
const recorded = JSON.parse(readFileSync(join(rootFolder(), 'test/terraform/roots.json'), 'utf8')) as readonly { readonly files: readonly RootFile[]; readonly plan: JsonObject }[];

test('files and the plan that Terraform makes of them are the same resources', () => {
  expect(recorded.length).toBe(20);
  for (const { files, plan } of recorded) {
    const differing = compared(files, JSON.stringify(plan)).filter(({ allowed }) => allowed === undefined);
    expect(differing, files.map(({ name, text }) => `${name}\n${text}`).join('\n')).toEqual([]);
  }
});
