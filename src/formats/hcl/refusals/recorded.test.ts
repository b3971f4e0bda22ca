import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mistakenRoots } from '../../../../test/hcl/mistaken-roots.ts';
import { rootFolder } from '../../../../test/sources.ts';
import { readTexts } from '../../texts.ts';

// Blocks, and the summaries of the errors with which Terraform 1.11.4 ends its plan of them; none where it plans.
const recorded = JSON.parse(readFileSync(join(rootFolder(), 'test/terraform/refused.json'), 'utf8')) as readonly { readonly block: string; readonly summaries: readonly string[] }[];

test('what Terraform refuses is refused with its summary, in a root and in a module', () => {
  expect(recorded.length).toBeGreaterThan(80);
  for (const { block, summaries } of recorded) {
    for (const files of mistakenRoots(block)) {
      const told = readTexts(files.map((file) => ({ ...file, scope: 'default' }))).problems.flatMap(({ severity, message }) => (severity === 'error' ? [message] : []));
      expect(told.filter((message) => !summaries.some((summary) => message.startsWith(summary))), block).toEqual([]);
      expect(summaries.filter((summary) => !told.some((message) => message.startsWith(summary))), block).toEqual([]);
    }
  }
});
