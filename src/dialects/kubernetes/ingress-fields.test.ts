import { expect, test } from 'vitest';
import { written } from '../../../test/given.ts';
import { schemaProblems } from './schema.ts';

/** Texts in brackets are those of kubernetes, pkg/apis/networking/validation/validation.go. */
async function told(spec: string): Promise<readonly (readonly [string, string])[]> {
  const estate = await written(`apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web, namespace: shop }\nspec: ${spec}`);
  return estate.resources.flatMap((resource) => schemaProblems(resource)).map(({ name, message }) => [name, message]);
}

const backend = '{ service: { name: web, port: { number: 80 } } }';
const path = (fields: string): string => `{ rules: [{ http: { paths: [{ ${fields} }] } }] }`;

test.each([
  path(`path: /a, pathType: Prefix, backend: ${backend}`),
  path(`pathType: ImplementationSpecific, backend: ${backend}`),
  `{ defaultBackend: ${backend} }`,
  path('path: /, pathType: Exact, backend: { resource: { apiGroup: a.example.com, kind: Bucket, name: b } }'),
])('an API server takes %s', async (spec) => {
  expect(await told(spec)).toEqual([]);
});

test.each([
  [path(`path: a, pathType: Prefix, backend: ${backend}`), 'unknown-value', 'spec.rules[0].http.paths[0].path is "a", and the API server refuses it: a path begins with a slash (must be an absolute path)'],
  [path(`path: a*, pathType: ImplementationSpecific, backend: ${backend}`), 'unknown-value', 'spec.rules[0].http.paths[0].path is "a*", and the API server refuses it: a path begins with a slash (must be an absolute path)'],
  [path(`pathType: Exact, backend: ${backend}`), 'missing-field', 'spec.rules[0].http.paths[0] needs path, which begins with a slash where pathType is Exact: the API server refuses the Ingress without it'],
  [path('path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80, name: http } } }'), 'unknown-value', 'spec.rules[0].http.paths[0].backend.service.port has a name and a number, and the API server refuses it (cannot set both port name & port number): keep one'],
  [path('path: /, pathType: Prefix, backend: { service: { name: web } }'), 'missing-field', 'spec.rules[0].http.paths[0].backend.service names no port: the API server refuses the Ingress (port name or number is required)'],
  ['{ defaultBackend: { service: { name: web, port: {} } } }', 'missing-field', 'spec.defaultBackend.service names no port: the API server refuses the Ingress (port name or number is required)'],
  ['{ ingressClassName: alb }', 'missing-field', 'spec has neither rules nor a defaultBackend: the API server refuses the Ingress (either `defaultBackend` or `rules` must be specified)'],
])('an API server refuses %s', async (spec, name, message) => {
  expect(await told(spec)).toEqual([[name, message]]);
});
