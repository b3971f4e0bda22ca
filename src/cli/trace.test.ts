import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { traceOf } from '../path/trace.ts';
import { paintOf } from '../report/paint.ts';
import { traceText } from '../report/trace-text.ts';
import { requestOf, type Asked } from './ask.ts';
import { load, type Loaded } from './load.ts';
import { answerOf } from './trace.ts';

const partner = `apiVersion: v1
kind: Pod
metadata: { name: ingress, namespace: mesh, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy, image: auto }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: mesh }
spec: { type: LoadBalancer, selector: { istio: ingress }, ports: [{ name: https, port: 443 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: partner, namespace: mesh }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [partner.example.org], tls: { mode: MUTUAL, credentialName: partner } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: partner, namespace: mesh }
spec: { hosts: [partner.example.org], gateways: [partner], http: [{ fault: { abort: { httpStatus: 418, percentage: { value: 100 } } }, route: [{ destination: { host: web } }] }] }
`;

async function read(text: string): Promise<Loaded> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'estate.yaml'), text);
  return load([folder]);
}

function said(loaded: Loaded, asked: Asked): string {
  const request = requestOf(asked);
  const traced = 'wrong' in request ? request : traceOf(loaded.path, request);
  if ('wrong' in traced) throw new Error(traced.wrong);
  return traceText(answerOf(loaded, traced), paintOf('plain'));
}

test('a gateway that wants a client certificate tells which one to offer, and that one is taken', async () => {
  const loaded = await read(partner);
  const url = 'https://partner.example.org/';
  const offered = '--client-cert mesh/partner-cacert';
  for (const clientCert of [undefined, 'somebody']) expect(said(loaded, { url, ...(clientCert === undefined ? {} : { clientCert }) })).toContain(offered);
  expect(said(loaded, { url, clientCert: 'mesh/partner-cacert' })).toContain('418 I\'m a Teapot');
});

test('a log line of a hop behind the first stop has the name of the proxy, not its address', async () => {
  expect(said(await read(partner), { url: 'https://partner.example.org/' })).toContain('logged as 418 FI fault_filter_abort by gateway mesh/ingress');
});
