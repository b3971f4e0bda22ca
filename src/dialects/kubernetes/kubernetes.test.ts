import { describe, expect, test } from 'vitest';
import { written } from '../../../test/given.ts';
import { isSound, selectorOf, selects } from './labels.ts';
import { namesOf, readingsOf, serviceNamed } from './names.ts';
import { endpointsOf, portOn } from './endpoints.ts';
import { podAt, podsOf, podsWith } from './pods.ts';
import { portOf, serviceAt, servicesSelecting } from './services.ts';
import { speechOf } from './speaks.ts';

describe('a label selector', () => {
  const labels = { app: 'xnat-web', tier: 'front' };
  const takes = (selector: object): boolean => selects(selectorOf(JSON.parse(JSON.stringify(selector)))!, labels);

  test('needs every pair and every expression', () => {
    expect(takes({ matchLabels: { app: 'xnat-web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['front', 'back'] }] })).toBe(true);
    expect(takes({ matchLabels: { app: 'xnat-web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['back'] }] })).toBe(false);
    expect(takes({ matchLabels: { app: 'xnat-db' } })).toBe(false);
  });

  test('with NotIn or DoesNotExist also takes objects without the key', () => {
    expect(takes({ matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] })).toBe(true);
    expect(takes({ matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] })).toBe(true);
    expect(takes({ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] })).toBe(false);
    expect(takes({ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['front'] }] })).toBe(false);
    expect(takes({ matchExpressions: [{ key: 'zone', operator: 'Exists' }] })).toBe(false);
  });

  test('that is empty takes everything, and one that is absent is no selector', () => {
    expect(takes({})).toBe(true);
    expect(selectorOf(undefined)).toBeUndefined();
    expect(selectorOf(null)).toBeUndefined();
  });

  test('with an operator nobody knows, or In without values, is refused', () => {
    const sound = (expression: object): boolean => isSound(selectorOf({ matchExpressions: [JSON.parse(JSON.stringify(expression))] })!);
    expect(sound({ key: 'app', operator: 'Like', values: ['x'] })).toBe(false);
    expect(sound({ key: 'app', operator: 'In' })).toBe(false);
    expect(sound({ key: 'app', operator: 'Exists', values: ['x'] })).toBe(false);
    expect(sound({ key: 'app', operator: 'Exists' })).toBe(true);
    expect(takes({ matchExpressions: [{ key: 'app', operator: 'Like', values: ['xnat-web'] }] })).toBe(false);
  });
});

const shop = `
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web, tier: front } }
spec:
  containers:
    - name: app
      ports: [{ name: http, containerPort: 8080 }, { name: dns, containerPort: 53, protocol: UDP }]
      resources: { requests: { cpu: 1, memory: 64Mi } }
      readinessProbe: { httpGet: { path: /ready, port: http } }
    - name: admin
      ports: [{ name: http, containerPort: 9090 }]
  initContainers:
    - { name: setup }
    - { name: logs, restartPolicy: Always, ports: [{ name: logs, containerPort: 5140 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web-1, namespace: shop, labels: { app: web } }
spec: { serviceAccountName: web, containers: [{ name: app, ports: [{ name: http, containerPort: 8081 }] }] }
status: { phase: Running, podIP: 10.1.2.3, conditions: [{ type: Ready, status: "False" }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: http }, { name: odd, port: 81, targetPort: nothing }, { name: same, port: 9090 }]
---
apiVersion: v1
kind: Service
metadata: { name: front, namespace: shop }
spec: { clusterIP: None, selector: { app: web, tier: front }, ports: [{ port: 443, name: https }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: other }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: by-hand, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: by-hand-1, namespace: shop, labels: { kubernetes.io/service-name: by-hand } }
addressType: IPv4
ports: [{ name: "", port: 8443 }]
endpoints:
  - { addresses: [10.9.0.1], zone: eu-central-1a }
  - { addresses: [10.9.0.2], conditions: { ready: false } }
`;

describe('pods and Services', async () => {
  const estate = await written(shop);

  test('a pod has the account default unless it names one, and counts containers that keep running', () => {
    expect(podsOf(estate, 'shop').map(({ name, serviceAccount }) => `${name} ${serviceAccount}`)).toEqual(['web-0 default', 'web-1 web']);
    expect(podAt(estate, 'shop', 'web-0')?.containers.map(({ name }) => name)).toEqual(['app', 'admin', 'logs']);
    expect(podAt(estate, 'shop', 'web-0')?.containers[0]).toMatchObject({ requests: { cpu: '1', memory: '64Mi' }, probes: [{ name: 'readiness', path: '/ready', port: 'http', scheme: 'HTTP' }] });
    expect(podAt(estate, 'other', 'web-0')).toBeUndefined();
  });

  test('a pod that is not ready says so, one without status says nothing', () => {
    expect(podAt(estate, 'shop', 'web-1')).toMatchObject({ address: '10.1.2.3', ready: false, finished: false });
    expect(podAt(estate, 'shop', 'web-0')?.ready).toBeUndefined();
  });

  test('pods are found by several labels at once, in their own namespace only', () => {
    const named = (labels: Record<string, string>, namespace = 'shop'): readonly string[] => podsWith(estate, 'default', namespace, labels).map(({ name }) => name);
    expect(named({ app: 'web' })).toEqual(['web-0', 'web-1']);
    expect(named({ app: 'web', tier: 'front' })).toEqual(['web-0']);
    expect(named({ app: 'web' }, 'other')).toEqual([]);
    expect(named({})).toEqual([]);
  });

  test('the Services of a pod are those of its namespace whose whole selector it has', () => {
    const selecting = (name: string): readonly string[] => servicesSelecting(estate, podAt(estate, 'shop', name)!).map((service) => service.name);
    expect(selecting('web-0')).toEqual(['front', 'web']);
    expect(selecting('web-1')).toEqual(['web']);
  });

  test('a named targetPort is each pod\'s own: first container, same protocol', () => {
    const service = serviceAt(estate, 'shop', 'web')!;
    const on = (name: string, port: string): number | undefined => portOn(podAt(estate, 'shop', name)!, portOf(service, port)!);
    expect(on('web-0', 'http')).toBe(8080);
    expect(on('web-1', 'http')).toBe(8081);
    expect(on('web-0', 'odd')).toBeUndefined();
    expect(on('web-0', 'same')).toBe(9090);
    expect(portOn(podAt(estate, 'shop', 'web-0')!, { port: 1, targetPort: 'logs', protocol: 'TCP', path: [] })).toBe(5140);
    expect(portOn(podAt(estate, 'shop', 'web-0')!, { port: 1, targetPort: 'dns', protocol: 'TCP', path: [] })).toBeUndefined();
  });

  test('slices written by hand give a Service without selector its endpoints', () => {
    const service = serviceAt(estate, 'shop', 'by-hand')!;
    expect(endpointsOf(estate, service, service.ports[0]!)).toMatchObject([
      { address: '10.9.0.1', port: 8443, ready: true, zone: 'eu-central-1a' },
      { address: '10.9.0.2', port: 8443, ready: false, serving: false },
    ]);
  });

  test('a headless Service is one with clusterIP None', () => {
    expect(serviceAt(estate, 'shop', 'front')?.headless).toBe(true);
    expect(serviceAt(estate, 'shop', 'web')?.headless).toBe(false);
  });
});

describe('the name of a Service', async () => {
  const estate = await written(shop);

  test('is short in its own namespace only', () => {
    expect(namesOf({ namespace: 'shop', name: 'web' }, 'shop')).toEqual(['web', 'web.shop', 'web.shop.svc', 'web.shop.svc.cluster.local']);
    expect(namesOf({ namespace: 'shop', name: 'web' }, 'other')[0]).toBe('web.shop');
  });

  test.each([
    ['web', 'shop', 'shop/web'],
    ['web', 'other', 'other/web'],
    ['web', 'empty', undefined],
    ['web.shop', 'other', 'shop/web'],
    ['web.shop.svc', 'other', 'shop/web'],
    ['Web.Shop.svc.cluster.local.', 'other', 'shop/web'],
    ['web.shop.svc.example.org', 'other', undefined],
    ['web-0.front.shop.svc.cluster.local', 'other', undefined],
    ['web.shop.', 'other', undefined],
  ])('%s asked in %s', (host, namespace, found) => {
    const service = serviceNamed(estate, host, namespace);
    expect(service === undefined ? undefined : `${service.namespace}/${service.name}`).toBe(found);
  });

  test('of one pod names the headless Service behind the pod', () => {
    expect(readingsOf('web-0.front.shop.svc.cluster.local', 'other')).toEqual([{ pod: 'web-0', name: 'front', namespace: 'shop' }]);
  });
});

describe('what a port speaks', async () => {
  const speech = async (ports: string, probe = '', containerPort = 'containerPort: 8080'): Promise<string | undefined> => {
    const estate = await written(`
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: app, ports: [{ ${containerPort} }] ${probe} }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [${ports}] }
`);
    return speechOf(estate, podAt(estate, 'shop', 'web')!, 8080);
  };

  test('is what the Service port is called, or its appProtocol, which comes first', async () => {
    expect(await speech('{ port: 80, targetPort: 8080, name: http }')).toBe('http');
    expect(await speech('{ port: 80, targetPort: 8080, name: https-admin }')).toBe('tls');
    expect(await speech('{ port: 80, targetPort: 8080, name: http, appProtocol: https }')).toBe('tls');
    expect(await speech('{ port: 80, targetPort: 8080, name: dicom }')).toBeUndefined();
  });

  test('is what a probe asks, whatever the Service says', async () => {
    expect(await speech('{ port: 443, targetPort: 8080, name: https }', ', readinessProbe: { httpGet: { path: /, port: 8080 } }')).toBe('http');
    expect(await speech('{ port: 80, targetPort: 8080, name: http }', ', readinessProbe: { httpGet: { path: /, port: 8080, scheme: HTTPS } }')).toBe('tls');
  });

  test('is not known where Services disagree', async () => {
    expect(await speech('{ port: 80, targetPort: 8080, name: http }, { port: 443, targetPort: 8080, name: https }')).toBeUndefined();
  });

  test('is what the container calls its port where no Service says anything', async () => {
    expect(await speech('{ port: 80, targetPort: 8080 }', '', 'containerPort: 8080, name: https')).toBe('tls');
  });
});

test('a hundred Services that share their first labels are told apart by the others', async () => {
  const service = (index: number): string => `
apiVersion: v1
kind: Service
metadata: { name: s${index}, namespace: shop }
spec: { selector: { team: a, part: p${index % 10}, app: a${index} }, ports: [{ port: 80 }] }
---`;
  const pod = '\napiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop, labels: { team: a, part: p7, app: a37 } }\nspec: { containers: [{ name: app }] }\n---';
  const estate = await written(Array.from({ length: 100 }, (_, index) => service(index)).join('') + pod);
  expect(servicesSelecting(estate, podAt(estate, 'shop', 'web')!).map(({ name }) => name)).toEqual(['s37']);
});
