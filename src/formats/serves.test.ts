import { expect, test } from 'vitest';
import type { Json, Problem, Resource } from '../resource/resource.ts';
import { servesIn } from './serves.ts';

function read(entry: Json): { readonly resources: readonly Resource[]; readonly said: readonly string[] } {
  const problems: Problem[] = [];
  const settings = { file: 'sallyport.yaml', folder: '.', body: { serves: [entry] }, locate: () => undefined };
  const resources = servesIn(settings as unknown as Parameters<typeof servesIn>[0], 'default', problems);
  return { resources, said: problems.map(({ message }) => message) };
}

test('a program is named by its workload or by its address', () => {
  expect(read({ workload: 'shop/web', port: 8080 }).resources).toMatchObject([{ type: 'Serves', namespace: 'shop', name: 'web:8080' }]);
  const [at] = read({ address: '10.0.1.7', port: 8443, speaks: 'https' }).resources;
  expect(at).toMatchObject({ type: 'Serves', name: '10.0.1.7:8443' });
  expect(at?.namespace).toBeUndefined();
});

test('an entry that names neither, or both, or no address, is told', () => {
  expect(read({ port: 8080 }).said).toEqual([expect.stringContaining('names a workload or an address')]);
  expect(read({ workload: 'shop/web', address: '10.0.1.7', port: 8080 }).said).toEqual([expect.stringContaining('not both')]);
  expect(read({ address: '10.0.1', port: 8080 }).said).toEqual([expect.stringContaining('an IPv4 or IPv6 address')]);
  expect(read({ address: '10.0.1.7', port: 8080, speaks: 'ssh' }).said).toEqual([expect.stringContaining('http, https or tls')]);
});
