import { expect, test } from 'vitest';
import { readTexts } from '../../../src/formats/texts.ts';
import { nameOf } from '../../../src/resource/resource.ts';

test('a file beside another folder is opened by the way out of its own', () => {
  const files = { 'infra/green/main.tf': 'resource "kubectl_manifest" "all" {\n  for_each  = fileset("${path.module}/../shared", "*.yaml")\n  yaml_body = file("${path.module}/../shared/${each.value}")\n}\n', 'infra/shared/web.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n' };
  const { resources, problems } = readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
  expect(problems).toEqual([]);
  expect(resources.map(nameOf)).toContain('Namespace shop');
});
