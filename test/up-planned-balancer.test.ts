import { expect, onTestFinished, test } from 'vitest';
import { arrivalOf, placeOf, sentOf } from '../src/cli/rehearse-request.ts';
import { pathOf } from '../src/path/path.ts';
import type { Request } from '../src/path/request.ts';
import { traceOf } from '../src/path/trace.ts';
import { disagreement, predictedBy } from '../src/serve/agree.ts';
import { rehearse } from '../src/serve/rehearse.ts';
import { nodesOf } from '../src/serve/stations.ts';
import { written } from './given.ts';

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

/** A gateway behind the Network Load Balancer that the load balancer controller makes of its Service. */
function inFront(annotations: Readonly<Record<string, string>>, spec = ''): string {
  const all = { scheme: 'internet-facing', ...annotations };
  return `
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: istio-system, annotations: ${JSON.stringify(Object.fromEntries(Object.entries(all).map(([key, value]) => [prefix + key, value])))} }
spec: { type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: { istio: ingress }, ports: [{ name: http2, port: 80 }]${spec} }
---
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { nodeName: node-a, containers: [{ name: istio-proxy, image: auto }] }
status: { podIP: 10.0.1.4, conditions: [{ type: Ready, status: "True" }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front, namespace: shop }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: front, namespace: shop }
spec: { hosts: [shop.example.com], gateways: [front], http: [{ directResponse: { status: 204 } }] }
`;
}

async function asked(yaml: string, address: string): Promise<readonly unknown[]> {
  const path = pathOf((await written(yaml)).resources);
  const request: Request = { url: 'http://shop.example.com/', method: 'GET', headers: [], from: { kind: 'address', address } };
  const arrival = arrivalOf(path, request);
  const trace = traceOf(path, request);
  if (arrival === undefined || 'wrong' in arrival || 'wrong' in trace) throw new Error('it cannot be asked');
  const rehearsal = await rehearse(path, { random: () => 0.5, now: Date.now(), clock: 40, addressing: 'own', client: {}, also: nodesOf(path.program, placeOf(arrival)) });
  if ('wrong' in rehearsal) throw new Error(rehearsal.wrong);
  onTestFinished(() => rehearsal.close());
  const seen = await rehearsal.send(sentOf(arrival, request));
  return [seen.kind, seen.status, disagreement(predictedBy(trace), seen)];
}

const pods = { 'nlb-target-type': 'ip' };

test('a gateway answers through its balancer, whether pods or nodes are its targets', async () => {
  expect(await asked(inFront(pods), '203.0.113.9')).toEqual(['answered', 204, undefined]);
  expect(await asked(inFront({}), '203.0.113.9')).toEqual(['answered', 204, undefined]);
});

test('a client outside the ranges of the Service hears nothing', async () => {
  const ranged = inFront(pods, ', loadBalancerSourceRanges: [203.0.113.0/24]');
  expect(await asked(ranged, '203.0.113.9')).toEqual(['answered', 204, undefined]);
  expect((await asked(ranged, '198.51.100.9')).slice(1)).toEqual([undefined, undefined]);
});

test('a header of the PROXY protocol that the gateway does not read ends the connection', async () => {
  const [kind, status, differs] = await asked(inFront({ ...pods, 'proxy-protocol': '*' }), '203.0.113.9');
  expect([kind === 'answered' && status === 204, differs]).toEqual([false, undefined]);
});
