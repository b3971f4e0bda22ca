import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { pathOf } from './path.ts';
import { traceOf } from './trace.ts';

const estate = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
${['one', 'two'].map((name) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}-0, namespace: shop, labels: { app: ${name} } }
spec: { containers: [{ name: ${name} }] }
`).join('')}`;

const route = (name: string, value: string, created?: string): string => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: shop${created === undefined ? '' : `, creationTimestamp: "${created}"`} }
spec: { parentRefs: [{ name: web }], hostnames: [shop.example.com], rules: [{ matches: [{ path: { value: ${value} } }], backendRefs: [{ name: ${name}, port: 80 }] }] }
`;

async function assumed(yaml: string): Promise<readonly string[]> {
  const trace = traceOf(pathOf((await written(estate + yaml)).resources), { url: 'http://shop.example.com/a', method: 'GET', headers: [], from: { kind: 'internet' } });
  if ('wrong' in trace) throw new Error(trace.wrong);
  expect(trace.outcomes.flatMap(({ workloads }) => workloads)).toEqual(['shop/one-0']);
  return trace.assumptions.filter(({ layer }) => layer === 'order').map(({ text }) => text);
}

test('of two routes that want the same, the age that no file holds is assumed openly', async () => {
  expect(await assumed(route('two', '/a') + route('one', '/a'))).toEqual(['HTTPRoute shop/one is taken for older than HTTPRoute shop/two, which wants the same requests; no file holds a creationTimestamp, and the older one gets them']);
});

test('nothing is assumed where an age is known or the requests are others', async () => {
  expect(await assumed(route('two', '/a', '2024-02-01T00:00:00Z') + route('one', '/a', '2024-01-01T00:00:00Z'))).toEqual([]);
  expect(await assumed(route('two', '/') + route('one', '/a'))).toEqual([]);
});
