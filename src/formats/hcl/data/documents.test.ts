import { expect, test } from 'vitest';
import { isMap, type MapValue, type Reference, type Value } from '../values/value.ts';
import { documentsIn, piecesOf } from './documents.ts';

const text = '# nginx\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n---\n# nothing\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  namespace: web\n';

function manifests(content: Value): readonly string[] {
  const found = documentsIn(content)?.entries.get('manifests');
  return found !== undefined && isMap(found) ? [...found.entries.keys()] : [];
}

test('a file of several documents is those in which something stands, by their paths at the API server', () => {
  expect(piecesOf(text)).toHaveLength(2);
  expect(manifests(text)).toEqual(['/api/v1/namespaces/web', '/apis/networking.k8s.io/v1/namespaces/web/ingresses/a']);
});

test('documents with something that only apply knows keep it', () => {
  const from: readonly Reference[] = [{ scope: 'default', type: 'aws_iam_role', name: 'a', attribute: 'arn' }];
  const content: Value = { kind: 'unknown', from, text: 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n  annotations:\n    role: ${aws_iam_role.a.arn}\n' };
  expect(manifests(content)).toEqual(['/api/v1/serviceaccounts/a']);
  expect((documentsIn(content) as MapValue).entries.get('documents')).toMatchObject([{ kind: 'unknown', from }]);
  expect(documentsIn({ kind: 'unknown', from })).toBeUndefined();
});

test('without names the documents are there, and their paths are not', () => {
  const found = documentsIn('a: b\n');
  expect(found?.entries.get('documents')).toEqual(['a: b\n']);
  expect(found?.entries.get('manifests')).toMatchObject({ kind: 'unknown' });
});
