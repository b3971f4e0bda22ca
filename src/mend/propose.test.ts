import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { pathOf } from '../path/path.ts';
import { traceOf } from '../path/trace.ts';
import { mendsFor } from './propose.ts';

const estate = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: app, ports: [{ containerPort: 8080 }] }, { name: istio-proxy }] }
---
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: app }, { name: istio-proxy }] }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: shop }
spec: { hosts: [api.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }
---
`;

const rule = (spec: string): string => `${estate}
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: own, namespace: shop }
spec: ${spec}
`;

async function mended(text: string, url: string): Promise<unknown> {
  const path = pathOf((await written(text)).resources);
  const trace = traceOf(path, { url, method: 'GET', headers: [], from: { kind: 'pod', namespace: 'shop', name: 'cart' } });
  if ('wrong' in trace) throw new Error(trace.wrong);
  const [blocker] = trace.outcomes[0]?.blockers ?? [];
  return blocker === undefined ? [] : [blocker.cause, ...mendsFor(path, trace, blocker).map(({ title, certainty }) => [title, certainty])];
}

test('a rule that makes clients send plaintext to STRICT is taken back, before STRICT is weakened', async () => {
  const exemption = ['let port 8080 of shop/web accept connections without mTLS; every other port stays STRICT', 'proved'];
  expect(await mended(rule('{ host: web, trafficPolicy: { tls: { mode: DISABLE } } }'), 'http://web/')).toEqual([
    'plaintext-refused',
    ['remove the setting: automatic mTLS sends each pod what it takes', 'proved'],
    exemption,
  ]);
  expect(await mended(rule('{ host: web }'), 'http://web/')).toEqual([]);
});

test('a rule that starts TLS for clients that speak it themselves is taken back', async () => {
  expect(await mended(rule('{ host: api.example.com, trafficPolicy: { tls: { mode: SIMPLE } } }'), 'https://api.example.com/')).toEqual([
    'tls-to-plaintext',
    ['take the TLS mode SIMPLE out of DestinationRule shop/own: its clients speak TLS themselves', 'proved'],
  ]);
});
