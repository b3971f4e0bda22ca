import { expect, test } from 'vitest';
import { given, lineOf } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { ServiceSpec } from './spec.ts';

const pods = `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, ports: [{ name: http, containerPort: 8080 }] }] }
---`;

async function at(address: string, spec: string, more = pods): Promise<ServiceSpec | undefined> {
  const service = `\napiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec:\n${spec.replace(/^/gm, '  ')}\n---`;
  return kind.read((await given(more + service)).estate, []).at(address);
}

test('a Service port leads to its pods at the port they call by that name', async () => {
  const spec = await at('service/shop/web/80', 'selector: { app: web }\nports: [{ port: 80, targetPort: http }]');
  expect(spec?.leads).toEqual({ to: 'endpoints', endpoints: [{ pod: 'shop/web-0', port: 8080 }, { pod: 'shop/web-1', port: 8080 }] });
});

test('a Service whose selector takes no pod says so at its selector', async () => {
  const spec = await at('service/shop/web/80', 'ports: [{ port: 80 }]\nselector: { app: wep }');
  expect(spec?.leads).toEqual({ to: 'endpoints', endpoints: [] });
  expect(lineOf(spec?.origin)).toBe('line 17');
});

test('endpoints that still serve while they go are used only where nothing is ready', async () => {
  const slice = (first: string): string => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, namespace: shop, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: "", port: 8080 }]
endpoints:
  - { addresses: [10.0.0.1], conditions: { ready: ${first} } }
  - { addresses: [10.0.0.2], conditions: { ready: false, serving: true, terminating: true } }
---`;
  expect((await at('service/shop/web/80', 'ports: [{ port: 80 }]', slice('true')))?.leads).toMatchObject({ endpoints: [{ address: '10.0.0.1' }] });
  expect((await at('service/shop/web/80', 'ports: [{ port: 80 }]', slice('false')))?.leads).toMatchObject({ endpoints: [{ address: '10.0.0.2' }] });
});

test('a headless Service ignores targetPort: the client dials its own port', async () => {
  const spec = await at('service/shop/web/1972', 'clusterIP: None\nselector: { app: web }\nports: [{ port: 80, targetPort: http }]');
  expect(spec?.leads).toEqual({ to: 'pods', endpoints: [{ pod: 'shop/web-0', port: 1972 }, { pod: 'shop/web-1', port: 1972 }] });
});

test('an ExternalName is another name, of a Service where the cluster has one', async () => {
  expect((await at('service/shop/web/80', 'type: ExternalName\nexternalName: www.example.org'))?.leads).toEqual({ to: 'alias', host: 'www.example.org' });
  expect((await at('service/shop/web/80', 'type: ExternalName\nexternalName: web.shop.svc.cluster.local'))?.leads).toMatchObject({ service: 'shop/web' });
});

test('affinity and local traffic are the Service\'s own', async () => {
  const spec = await at('service/shop/web/80', 'sessionAffinity: ClientIP\ninternalTrafficPolicy: Local\nselector: { app: web }\nports: [{ port: 80 }]');
  expect(spec?.leads).toMatchObject({ sticky: true, local: true });
});

test('a port it does not have leads nowhere, a Service that does not exist is no hop', async () => {
  expect((await at('service/shop/web/81', 'ports: [{ port: 80 }]'))?.leads).toEqual({ to: 'nothing' });
  expect(await at('service/shop/other/80', 'ports: [{ port: 80 }]')).toBeUndefined();
});
