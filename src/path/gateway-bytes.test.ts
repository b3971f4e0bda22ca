import { describe, expect, test } from 'vitest';
import { pointCarrier, pointOf, type Point } from '../engine/point.ts';
import { pushSession, read } from '../engine/traffic.ts';
import { walk, type Way } from '../engine/walk.ts';
import type { PointValue } from '../engine/point.ts';
import type { Session } from '../ir/program.ts';
import { written } from '../../test/given.ts';
import { pathOf } from './path.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: gate-0, namespace: istio-system, labels: { istio: gate } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web, security.istio.io/tlsMode: istio } }
spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }, { containerPort: 8443 }] }, { name: istio-proxy }] }
---
apiVersion: v1
kind: Pod
metadata: { name: bare-0, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web, security.istio.io/tlsMode: istio }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] }
---
apiVersion: v1
kind: Service
metadata: { name: all, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: gone, namespace: shop }
spec: { selector: { app: gone }, ports: [{ name: http, port: 80 }] }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: PERMISSIVE } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: shop }
spec:
  selector: { istio: gate }
  servers:
    - { port: { number: 15443, name: auto, protocol: TLS }, hosts: ["*.local"], tls: { mode: AUTO_PASSTHROUGH } }
    - { port: { number: 8443, name: tls, protocol: TLS }, hosts: ["web.example"], tls: { mode: PASSTHROUGH } }
    - { port: { number: 9000, name: tcp, protocol: TCP }, hosts: ["*"] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: tls, namespace: shop }
spec: { hosts: [web.example], gateways: [gw], tls: [{ match: [{ sniHosts: [web.example] }], route: [{ destination: { host: web, port: { number: 443 } } }] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: tcp, namespace: shop }
spec: { hosts: ["*"], gateways: [gw], tcp: [{ route: [{ destination: { host: gone } }] }] }
`;

async function ways(port: number, session?: Session): Promise<readonly Way<PointValue, undefined>[]> {
  const path = pathOf((await written(estate)).resources);
  const plain: Point = pointOf({ protocol: 'tcp', 'dst.port': port, 'src.address': '203.0.113.9', method: 'GET', host: 'web', path: '/', 'path.raw': '/', scheme: 'http', 'http.version': '1.1' });
  return walk(path.program, pointCarrier(), `pod/istio-system/gate-0/${port}`, session === undefined ? plain : pushSession(pointCarrier(), plain, session), { onward: false });
}

describe('AUTO_PASSTHROUGH', () => {
  const from = (host: string): Session => ({ sni: `outbound_.80_._.${host}.shop.svc.cluster.local`, alpn: 'istio-http/1.1', offer: { authority: 'mesh cluster.local', principal: 'cluster.local/ns/far/sa/client' }, demand: { authority: 'mesh cluster.local' } });

  test('a sidecar behind it proves who the far client is, not the gateway', async () => {
    const [way] = await ways(15443, from('web'));
    expect(way?.verdict).toEqual({ kind: 'delivered', workload: 'shop/web-0' });
    expect(way?.steps.find(({ ends }) => ends === true)?.peer).toBe('cluster.local/ns/far/sa/client');
  });

  test('pods without a sidecar are left out', async () => {
    expect((await ways(15443, from('all'))).map(({ verdict }) => verdict)).toEqual([{ kind: 'delivered', workload: 'shop/web-0' }]);
  });
});

test('a client\'s own TLS comes through to the program that ends it', async () => {
  const [way] = await ways(8443, { sni: 'web.example', demand: { authority: 'public', name: 'web.example' } });
  expect(way?.verdict).toEqual({ kind: 'delivered', workload: 'shop/web-0' });
  expect(way === undefined ? 0 : way.traffic.open.length).toBe(1);
  expect(read(pointCarrier(), way!.traffic, 'host')).toBeNull();
});

test('a gateway\'s TCP port answers nothing by itself, also where it leads to an HTTP port', async () => {
  expect((await ways(9000)).map(({ verdict }) => verdict)).toEqual([{ kind: 'reset', cause: 'no-endpoints' }]);
});
