import { expect, test } from 'vitest';
import { written } from '../../../test/given.ts';
import { schemaProblems } from './schema.ts';

async function told(ports: string): Promise<readonly (readonly [string, number | undefined])[]> {
  const estate = await written(`apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec:\n  ports:\n${ports}`);
  return estate.resources.flatMap((resource) => schemaProblems(resource)).map(({ name, at }) => [name, at?.line]);
}

test('one port of a Service needs no name, two need one each', async () => {
  expect(await told('    - port: 80\n')).toEqual([]);
  expect(await told('    - port: 80\n      name: http\n    - port: 81\n')).toEqual([['missing-field', 8]]);
});

test('the name of a Service port is a DNS label, and no two are alike', async () => {
  expect(await told('    - { port: 80, name: http-web }\n    - { port: 81, name: we_b }\n')).toEqual([['unknown-value', 7]]);
  expect(await told('    - { port: 80, name: web }\n    - { port: 81, name: web }\n')).toEqual([['unknown-value', 7]]);
  expect(await told('    - { port: 80, name: "a\\u001b[31m" }\n')).toEqual([['unknown-value', 6]]);
});
