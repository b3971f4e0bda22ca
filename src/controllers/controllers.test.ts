import { describe, expect, test } from 'vitest';
import { given, written } from '../../test/given.ts';
import { endpointsOf } from '../dialects/kubernetes/endpoints.ts';
import { podAt, podsOf } from '../dialects/kubernetes/pods.ts';
import { serviceAt } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import type { Resource } from '../resource/resource.ts';
import { made, type Controller } from './controller.ts';
import { runControllers } from './run.ts';
import { replicasAnnotation } from './workloads.ts';

const workload = (type: string, name: string, spec = '', labels = 'app: web'): string => `
apiVersion: apps/v1
kind: ${type}
metadata: { name: ${name}, namespace: shop }
spec:
  ${spec}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { ${labels} } }
    spec:
      containers:
        - name: app
          ports: [{ name: http, containerPort: 8080 }]
---`;

const names = (estate: Estate): readonly string[] => podsOf(estate).map(({ name }) => name);

describe('workloads', () => {
  test('a StatefulSet has a pod an ordinal, located in its template', async () => {
    const { estate } = await given(workload('StatefulSet', 'web', 'replicas: 2'));
    expect(names(estate)).toEqual(['web-0', 'web-1']);
    const pod = podAt(estate, 'shop', 'web-1')!;
    expect(pod.labels).toEqual({ app: 'web', 'statefulset.kubernetes.io/pod-name': 'web-1' });
    expect(pod.resource.locate([...pod.containers[0]!.path, 'ports', 0, 'containerPort'])).toMatchObject({ file: '<stdin>', line: 13 });
    expect(pod.owner).toEqual({ type: 'StatefulSet', name: 'web' });
  });

  test('a Deployment has one pod of its own name that stands for all replicas', async () => {
    const { estate } = await given(workload('Deployment', 'web', 'replicas: 3'));
    expect(names(estate)).toEqual(['web']);
    expect(podAt(estate, 'shop', 'web')?.annotations[replicasAnnotation]).toBe('3');
  });

  test('a DaemonSet\'s pod stands for one on every node, a single replica for itself', async () => {
    const { estate } = await given(workload('DaemonSet', 'agent') + workload('Deployment', 'web'));
    expect(podAt(estate, 'shop', 'agent')?.annotations[replicasAnnotation]).toBe('one on every node');
    expect(podAt(estate, 'shop', 'web')?.annotations).toEqual({});
  });

  test('no replicas, no pod', async () => {
    const { estate } = await given(workload('Deployment', 'web', 'replicas: 0') + workload('StatefulSet', 'db', 'replicas: 0'));
    expect(names(estate)).toEqual([]);
  });

  test('a CronJob\'s pod comes out of the template inside its job template', async () => {
    const { estate } = await given(`
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly, namespace: shop }
spec: { schedule: "0 1 * * *", jobTemplate: { spec: { template: { metadata: { labels: { job: nightly } }, spec: { serviceAccountName: backup, containers: [] } } } } }
`);
    expect(podsOf(estate)).toMatchObject([{ name: 'nightly', labels: { job: 'nightly' }, serviceAccount: 'backup' }]);
  });

  test('two workloads of one name have pods of two names', async () => {
    const { estate } = await given(workload('Deployment', 'web') + workload('DaemonSet', 'web'));
    expect(names(estate)).toEqual(['web', 'web-daemonset']);
  });

  test('pods that a file holds take the place of derived ones', async () => {
    const running = (name: string, owner: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: web }${owner} }
spec: { containers: [{ name: app }] }
---`;
    const owned = ', ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web-7d4b9c, controller: true }]';
    expect(names((await given(workload('Deployment', 'web') + running('web-7d4b9c-x2x1z', owned))).estate)).toEqual(['web-7d4b9c-x2x1z']);
    expect(names((await given(workload('Deployment', 'web') + running('web-7d4b9c-x2x1z', ''))).estate)).toEqual(['web-7d4b9c-x2x1z']);
    expect(names((await given(workload('Deployment', 'web') + running('other', ''))).estate)).toEqual(['other', 'web']);
  });

  test('a ReplicaSet of a Deployment in the files makes no pods of its own', async () => {
    const replicaSet = workload('ReplicaSet', 'web-7d4b9c').replace('namespace: shop }', 'namespace: shop, ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: web, controller: true }] }');
    expect(names((await given(workload('Deployment', 'web') + replicaSet)).estate)).toEqual(['web']);
    expect(names((await given(replicaSet)).estate)).toEqual(['web-7d4b9c']);
  });

  test('a selector that misses its own template is refused, with the line of the selector', async () => {
    const { estate, problems } = await given(workload('Deployment', 'web', '', 'app: wep'));
    expect(names(estate)).toEqual([]);
    expect(problems).toMatchObject([{ name: 'selector-does-not-match-template', severity: 'error', at: { line: 7 } }]);
  });

  test('beyond a hundred ordinals the last pod stands for the rest', async () => {
    const { estate } = await given(workload('StatefulSet', 'web', 'replicas: 250'));
    expect(podsOf(estate)).toHaveLength(100);
    expect(podAt(estate, 'shop', 'web-99')?.annotations[replicasAnnotation]).toBe('151');
  });
});

describe('endpoints', () => {
  const service = (ports: string, selector = 'app: web'): string => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { ${selector} }, ports: [${ports}] }
---`;
  const of = (estate: Estate, port = 0): readonly string[] => {
    const found = serviceAt(estate, 'shop', 'web')!;
    return endpointsOf(estate, found, found.ports[port]!).map((each) => `${each.pod ?? each.address}:${each.port}${each.ready ? '' : ' not ready'}`);
  };

  test('are the pods that the selector takes, at their own port', async () => {
    const { estate } = await given(workload('StatefulSet', 'web', 'replicas: 2') + service('{ port: 80, targetPort: http }'));
    expect(of(estate)).toEqual(['shop/web-0:8080', 'shop/web-1:8080']);
  });

  test('are none where the selector takes no pod', async () => {
    const { estate } = await given(workload('Deployment', 'web') + service('{ port: 80 }', 'app: wep'));
    expect(of(estate)).toEqual([]);
  });

  test('differ in their port where pods call different ports by the same name', async () => {
    const { estate } = await given(workload('Deployment', 'web') + workload('Deployment', 'canary').replace('8080', '9090') + service('{ port: 80, targetPort: http }'));
    expect([...of(estate)].sort()).toEqual(['shop/canary:9090', 'shop/web:8080']);
    expect(estate.ofType('EndpointSlice')).toHaveLength(2);
  });

  test('leave out the port that a pod does not have, and only that one', async () => {
    const { estate } = await given(workload('Deployment', 'web') + service('{ port: 80, name: a, targetPort: http }, { port: 81, name: b, targetPort: metrics }'));
    expect(of(estate, 0)).toEqual(['shop/web:8080']);
    expect(of(estate, 1)).toEqual([]);
  });

  test('of a pod that is not ready are not ready, unless the Service publishes them all the same', async () => {
    const pod = `
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: app }] }
status: { phase: Running, podIP: 10.1.2.3, conditions: [{ type: Ready, status: "False" }] }
---`;
    expect(of((await given(pod + service('{ port: 80 }'))).estate)).toEqual(['shop/web-0:80 not ready']);
    const publishing = service('{ port: 80 }').replace('spec: {', 'spec: { publishNotReadyAddresses: true,');
    expect(of((await given(pod + publishing)).estate)).toEqual(['shop/web-0:80']);
    expect(of((await given(pod.replace('phase: Running', 'phase: Succeeded') + service('{ port: 80 }'))).estate)).toEqual([]);
  });

  test('that a file holds stay as they are', async () => {
    const slice = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-abc12, namespace: shop, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: "", port: 9999 }]
endpoints: [{ addresses: [10.9.0.1] }]
---`;
    expect(of((await given(workload('Deployment', 'web') + service('{ port: 80 }') + slice)).estate)).toEqual(['10.9.0.1:9999']);
  });

  test('come from an Endpoints object where there is one', async () => {
    const object = `
apiVersion: v1
kind: Endpoints
metadata: { name: web, namespace: shop }
subsets: [{ addresses: [{ ip: 10.9.0.1 }], notReadyAddresses: [{ ip: 10.9.0.2 }], ports: [{ port: 8443 }] }]
---`;
    expect(of((await given(service('{ port: 80 }', '') + object)).estate)).toEqual(['10.9.0.1:8443', '10.9.0.2:8443 not ready']);
  });

  test('are located at the Service\'s selector', async () => {
    const { estate } = await given(workload('Deployment', 'web') + service('{ port: 80 }'));
    const [slice] = estate.ofType('EndpointSlice', 'shop');
    expect(slice?.locate(['endpoints', 0])).toMatchObject({ line: 18 });
  });
});

describe('controllers', () => {
  test('run until none changes what another one looks at', async () => {
    const copier = (name: string, from: string, to: string): Controller => ({
      name,
      reads: [from],
      make: (estate) => estate.ofType(from).map((resource): Resource => made({ by: name, from: resource, path: [] }, to, 'v1', { metadata: { name: resource.name } })),
    });
    const estate = await written('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: seed, namespace: shop }\n');
    const { estate: after } = runControllers(estate, [copier('third', 'B', 'C'), copier('second', 'A', 'B'), copier('first', 'ConfigMap', 'A')]);
    expect(after.ofType('C').map(({ name, derived }) => `${name} by ${derived?.by}`)).toEqual(['seed by third']);
  });

  test('that never agree are stopped after a few rounds', async () => {
    let count = 0;
    const restless: Controller = { name: 'restless', reads: ['B'], make: (estate) => [made({ by: 'restless', from: estate.resources[0]!, path: [] }, 'A', 'v1', { metadata: { name: String(count++) } })] };
    const answering: Controller = { name: 'answering', reads: ['A'], make: (estate) => estate.ofType('A').map((resource) => made({ by: 'answering', from: resource, path: [] }, 'B', 'v1', { metadata: { name: resource.name } })) };
    const estate = await written('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: seed, namespace: shop }\n');
    expect(runControllers(estate, [restless, answering]).estate.ofType('B')).toHaveLength(1);
    expect(count).toBeLessThan(10);
  });
});
