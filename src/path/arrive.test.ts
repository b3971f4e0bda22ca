import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { pathOf } from './path.ts';
import { traceOf } from './trace.ts';
import { fromOf } from './request.ts';

const estate = `
apiVersion: v1
kind: Namespace
metadata: { name: mesh, labels: { istio-injection: enabled } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  serviceName: db
  replicas: 2
  selector: { matchLabels: { app: db } }
  template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: db, ports: [{ containerPort: 5432 }] }] } }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { clusterIP: None, selector: { app: db }, ports: [{ name: tcp-sql, port: 80, targetPort: 5432 }] }
---
apiVersion: v1
kind: Service
metadata: { name: usual, namespace: shop }
spec: { selector: { app: db }, ports: [{ name: tcp-sql, port: 80, targetPort: 5432 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: bare, namespace: shop, labels: { app: bare } }
spec: { containers: [{ name: app, ports: [{ containerPort: 8080 }] }] }
status: { podIP: 10.0.0.9 }
---
apiVersion: v1
kind: Pod
metadata: { name: client, namespace: mesh }
spec: { containers: [{ name: app }] }
---
apiVersion: v1
kind: Pod
metadata: { name: strict, namespace: mesh, labels: { app: strict } }
spec: { containers: [{ name: app, ports: [{ containerPort: 8080 }] }, { name: istio-proxy }] }
status: { podIP: 10.0.0.10 }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: mesh }
spec: { mtls: { mode: STRICT } }
`;

const closed = `---
apiVersion: istio.io/v1alpha1
kind: MeshConfig
metadata: { name: istio, namespace: istio-system }
outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`;

async function asked(url: string, pod: string, more = ''): Promise<string> {
  const from = fromOf(`pod:${pod}`);
  if ('wrong' in from) throw new Error(from.wrong);
  const traced = traceOf(pathOf((await written(estate + more)).resources), { url, method: 'GET', headers: [], from });
  if ('wrong' in traced) throw new Error(traced.wrong);
  return traced.outcomes.map(({ verdict }) => (verdict.kind === 'delivered' ? verdict.workload : verdict.kind === 'answered' ? String(verdict.status) : verdict.kind)).sort().join(' or ');
}

test('a client of a headless Service dials its pods on their own port', async () => {
  expect(await asked('tcp://db.shop:5432', 'shop/bare')).toBe('shop/db-0');
  expect(await asked('tcp://usual.shop:5432', 'shop/bare')).toBe('dropped');
});

test('a pod of a StatefulSet has a name of its own behind its headless Service', async () => {
  expect(await asked('tcp://db-1.db.shop.svc.cluster.local:5432', 'shop/bare')).toBe('shop/db-1');
  expect(await asked('tcp://db-1.db:5432', 'shop/bare')).toBe('shop/db-1');
  for (const name of ['db-2.db', 'db-2.db.shop', 'db-2.db.shop.svc.cluster.local']) expect(await asked(`tcp://${name}:5432`, 'shop/bare')).toBe('unresolved');
  expect(await asked('tcp://db-0.usual.shop.svc.cluster.local:5432', 'shop/bare')).toBe('unresolved');
  expect(await asked('tcp://db.shop.db-0.svc.cluster.local:5432', 'shop/bare')).toBe('unresolved');
});

test('a pod is reached at its address, and a sidecar in front of the client sends plaintext there', async () => {
  expect(await asked('http://10.0.0.9:8080/', 'mesh/client')).toBe('shop/bare');
  expect(await asked('http://10.0.0.10:8080/', 'mesh/client')).toBe('reset');
  expect(await asked('http://10.0.0.10:8080/', 'shop/bare')).toBe('reset');
});

test('a sidecar passes what it has no listener for, unless it is told to keep to the registry', async () => {
  expect(await asked('tcp://db.shop:5432', 'mesh/client')).toBe('shop/db-0');
  expect(await asked('tcp://db.shop:5432', 'mesh/client', closed)).toBe('reset');
  expect(await asked('http://10.0.0.9:8080/', 'mesh/client', closed)).toBe('reset');
});

test('a port that the Service does not have is the sidecar\'s affair first', async () => {
  expect(await asked('http://usual.shop:81/', 'shop/bare')).toBe('dropped');
  expect(await asked('http://usual.shop:81/', 'mesh/client')).toBe('reset');
  expect(await asked('http://usual.shop:81/', 'mesh/client', closed)).toBe('reset');
});

test('what a pod dials on itself goes past its sidecar', async () => {
  for (const host of ['10.0.0.10', '127.0.0.1', 'localhost']) {
    expect(await asked(`http://${host}:8080/`, 'mesh/strict')).toBe('mesh/strict');
    expect(await asked(`http://${host}:8080/`, 'mesh/strict', closed)).toBe('mesh/strict');
  }
});

const balancer = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { alb.ingress.kubernetes.io/target-type: ip, alb.ingress.kubernetes.io/scheme: internet-facing } }
spec:
  ingressClassName: alb
  rules: [{ host: shop.example.org, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: usual, port: { number: 80 } } } }] } }]
`;

test('what is in no input is outside, unless only the cluster could know the name', async () => {
  expect(await asked('http://api.example.com/', 'shop/bare')).toBe('api.example.com:80 (outside)');
  expect(await asked('https://api.example.com/', 'mesh/client')).toBe('api.example.com:443 (outside)');
  expect(await asked('http://api.example.com/', 'mesh/client', closed)).toBe('reset');
  expect(await asked('tcp://192.0.2.4:25', 'shop/bare')).toBe('192.0.2.4:25 (outside)');
  for (const name of ['nobody', 'nobody.shop', 'nobody.shop.svc', 'nobody.shop.svc.cluster.local']) expect(await asked(`http://${name}/`, 'shop/bare')).toBe('unresolved');
});

test('a pod that dials the name of a balancer of the inputs gets there, with or without a sidecar', async () => {
  expect(await asked('http://shop.example.org/', 'shop/bare', balancer)).toBe('shop/db-0');
  expect(await asked('http://shop.example.org/', 'mesh/client', balancer)).toBe('shop/db-0');
});

test('a name that a gateway of the inputs listens for leads back in through its balancer', async () => {
  const gateway = `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front, namespace: mesh }
spec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: front, namespace: mesh }
spec: { hosts: [shop.example.com], gateways: [front], http: [{ directResponse: { status: 418 } }] }
`;
  expect(await asked('http://shop.example.com/', 'mesh/client', gateway)).toBe('418');
  expect(await asked('http://shop.example.com/', 'shop/bare', gateway)).toBe('418');
  expect(await asked('http://other.example.com/', 'mesh/client', gateway)).toBe('other.example.com:80 (outside)');
});

test('an ExternalName is the name that it stands for', async () => {
  const alias = (to: string): string => `---\napiVersion: v1\nkind: Service\nmetadata: { name: alias, namespace: shop }\nspec: { type: ExternalName, externalName: ${to} }\n`;
  expect(await asked('tcp://alias.shop:80', 'shop/bare', alias('usual.shop.svc.cluster.local'))).toBe('shop/db-0');
  expect(await asked('tcp://alias.shop:80', 'mesh/client', alias('usual.shop.svc.cluster.local'))).toBe('shop/db-0');
  expect(await asked('http://alias.shop/', 'mesh/client', alias('api.example.com'))).toBe('api.example.com:80 (outside)');
});
