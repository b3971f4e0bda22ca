import { expect, test } from 'vitest';
import { readTexts } from '../formats/texts.ts';
import { pathOf } from '../path/path.ts';
import { traceOf } from '../path/trace.ts';
import { paintOf } from './paint.ts';
import { seenText } from './seen-text.ts';

const pod = (name: string, answer: string): string => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${name} } }
spec: { containers: [{ name: istio-proxy, image: auto }, { name: web, image: web, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: shop }
spec: { selector: { matchLabels: { app: ${name} } }, action: ${answer}, rules: [{}] }
`;

test('where several answers are possible, one table has the hops of all of them, each once', () => {
  const split = '---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a, namespace: shop }\nspec: { hosts: [a], http: [{ route: [{ destination: { host: a }, weight: 50 }, { destination: { host: b }, weight: 50 }] }] }\n';
  const { resources } = readTexts([{ name: 'estate.yaml', text: pod('a', 'ALLOW') + pod('b', 'DENY') + pod('c', 'ALLOW') + split, scope: 'default' }]);
  const trace = traceOf(pathOf(resources), { url: 'http://a/', method: 'GET', headers: [], from: { kind: 'pod', namespace: 'shop', name: 'c' } });
  if ('wrong' in trace) throw new Error(trace.wrong);
  expect(trace.outcomes).toHaveLength(2);
  const hops = seenText(trace, paintOf('plain')).slice(2).map((line) => line.trim().split(/ {2,}/)[0]);
  expect([...hops].sort()).toEqual(['shop/a port 8080', 'sidecar of shop/a', 'sidecar of shop/b', 'sidecar of shop/c']);
});
