import { expect, test } from 'vitest';
import { estateOf } from '../../resource/estate.ts';
import { given, lineOf } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { WorkloadSpec } from './spec.ts';

const estate = `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          ports:
            - { containerPort: 8080 }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { app: web }
  ports:
    - { name: http, port: 80, targetPort: 8080 }
    - { name: admin, port: 81, targetPort: 8081 }
---
apiVersion: v1
kind: Pod
metadata: { name: quiet, namespace: shop }
spec: { containers: [{ name: app }, { name: istio-proxy, ports: [{ containerPort: 15090 }] }] }
`;

async function at(address: string): Promise<WorkloadSpec | undefined> {
  return kind.read((await given(estate)).estate, []).at(address);
}

test('a declared port is where its container declares it, in the file of the workload', async () => {
  const spec = await at('pod/shop/web-0/8080');
  expect(spec).toMatchObject({ workload: 'shop/web-0', listens: 'declared', speaks: 'http', origin: { resource: 'StatefulSet shop/web', note: 'shop/web-0 takes it on port 8080' } });
  expect(lineOf(spec?.origin)).toBe('line 13');
  expect(await at('app/shop/web-0/8080')).toEqual(spec);
});

test('a port to which only a Service leads is taken to be open, and the trace says what the containers declare', async () => {
  const spec = await at('pod/shop/web-0/8081');
  expect(spec).toMatchObject({ listens: 'led-to', origin: { resource: 'Service shop/web', note: 'shop/web-0 takes it on port 8081, although its containers declare 8080' } });
  expect(lineOf(spec?.origin)).toBe('line 22');
});

test('a port nobody names is not known to be open, except on a pod that names none', async () => {
  expect((await at('pod/shop/web-0/9999'))?.listens).toBe('not-said');
  expect((await at('pod/shop/quiet/9999'))?.listens).toBe('taken');
});

test('a pod that does not exist has no ports', async () => {
  expect(await at('pod/shop/web-1/8080')).toBeUndefined();
});

test('what serves says of a program is read by the name of its workload', async () => {
  const { estate: read } = await given(estate);
  const entry = { scope: 'default', type: 'Serves', namespace: 'shop', name: 'web:8080', body: { workload: 'shop/web', port: 8080, speaks: 'tls', latency: '1.5s', answers: { '/a': 503 } }, locate: () => undefined };
  const spec = kind.read(estateOf([...read.resources, entry]).estate, []).at('pod/shop/web-0/8080');
  expect(spec).toMatchObject({ speaks: 'tls', latency: { milliseconds: 1500 }, answers: [{ path: '/a', status: 503 }] });
});
