import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { pathOf } from './path.ts';
import { traceOf } from './trace.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: istio-system }
spec: { selector: { istio: ingress }, ports: [{ name: https, port: 443, targetPort: 8443 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: client-0, namespace: shop }
spec: { containers: [{ name: curl }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: shop }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: ["*"], tls: { mode: SIMPLE, credentialName: web } }] }
`;

const secret = `---
apiVersion: v1
kind: Secret
metadata: { name: web, namespace: istio-system }
stringData: { tls.crt: a, tls.key: b }
`;

async function assumed(yaml: string): Promise<readonly string[]> {
  const { resources } = await written(yaml);
  const trace = traceOf(pathOf(resources), { url: 'https://ingress.istio-system/', method: 'GET', headers: [], from: { kind: 'pod', namespace: 'shop', name: 'client-0' } });
  if ('wrong' in trace) throw new Error(trace.wrong);
  return trace.assumptions.filter(({ layer }) => layer === 'certificates').map(({ text }) => text);
}

test('a gateway\'s certificate that no input holds is assumed, by name', async () => {
  expect(await assumed(estate)).toEqual(['Secret istio-system/web of gateway istio-system/ingress-0 is not in the inputs: it is taken to be there, and good for ingress.istio-system']);
  expect(await assumed(estate + secret)).toEqual([]);
});
