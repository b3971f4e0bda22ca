import { expect, test } from 'vitest';
import type { Problem } from '../resource/resource.ts';
import { embeddedIn } from './embedded.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInputs } from './inputs.ts';

test('the mesh settings in the istio ConfigMap are a resource with lines of their own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
  await writeFile(join(folder, 'istio.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: istio\n  namespace: istio-system\ndata:\n  mesh: |-\n    enableAutoMtls: false\n    rootNamespace: mesh-root\n');
  const inputs = await readInputs([folder]);
  const problems: Problem[] = [];
  const [mesh] = embeddedIn(inputs.resources, inputs.files, problems);
  await rm(folder, { recursive: true });
  expect(problems).toEqual([]);
  expect(mesh).toMatchObject({ type: 'MeshConfig', namespace: 'istio-system', name: 'istio', body: { enableAutoMtls: false, rootNamespace: 'mesh-root' } });
  expect(mesh?.locate(['rootNamespace'])).toMatchObject({ line: 9, column: 20 });
});
