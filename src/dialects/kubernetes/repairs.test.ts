import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { whyEmpty } from './empty.ts';
import { backendRepairs } from './repairs.ts';
import { serviceAt } from './services.ts';

const pod = (name: string, labels: string, ports = '[{ name: http, containerPort: 8080 }]'): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { ${labels} } }
spec: { containers: [{ name: app, ports: ${ports} }, { name: istio-proxy, ports: [{ name: http-envoy-prom, containerPort: 15090 }] }] }
---`;

const service = (name: string, selector: string, targetPort: string | number = 'http'): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { ${selector} }, ports: [{ name: http, port: 80, targetPort: ${targetPort} }] }
---`;

async function emptied(yaml: string): Promise<{ readonly why: string; readonly edits: readonly unknown[] }> {
  const { estate } = await given(yaml);
  const web = serviceAt(estate, 'shop', 'web')!;
  const { why, repairs } = whyEmpty(estate, web, web.ports[0]!);
  return { why, edits: repairs.flatMap(({ edits }) => edits.map((edit) => (edit.edit === 'set' ? [edit.path.join(' '), edit.to] : edit.edit === 'remove' ? [edit.path.join(' ')] : edit))) };
}

describe('a Service that selects no pod', () => {
  test('means the label that is a slip away', async () => {
    expect(await emptied(service('web', 'app: wbe') + pod('web-0', 'app: web') + pod('till-0', 'app: till'))).toEqual({ why: 'Service shop/web selects no pod (app=wbe)', edits: [['spec selector app', 'web']] });
  });

  test('means the one value that pods have which are alike in all else', async () => {
    expect((await emptied(service('web', 'app: front, tier: web') + pod('web-0', 'app: shop, tier: web'))).edits).toEqual([['spec selector app', 'shop']]);
  });

  test('means the other key that has the value', async () => {
    expect((await emptied(service('web', 'app: web') + pod('web-0', 'app.kubernetes.io/name: web'))).edits).toEqual([['spec selector app'], ['spec selector app.kubernetes.io/name', 'web']]);
  });

  test('means nothing that can be known where nothing is near, or more than one thing is', async () => {
    expect((await emptied(service('web', 'app: web') + pod('till-0', 'app: till'))).edits).toEqual([]);
    expect((await emptied(service('web', 'app: front, tier: web') + pod('a', 'app: shop, tier: web') + pod('b', 'app: till, tier: web'))).edits).toEqual([]);
    expect((await emptied(service('web', 'app: web') + pod('a', 'name: web') + pod('b', 'run: web'))).edits).toEqual([]);
  });

  test('never means the pods of another Service, however alike the names', async () => {
    expect((await emptied(service('web', 'app: data-1') + service('other', 'app: data-0') + pod('data-0', 'app: data-0'))).edits).toEqual([]);
  });

  test('is not mended where its workload was told to run no pod', async () => {
    const none = '\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { replicas: 0, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } } } }\n---';
    expect(await emptied(service('web', 'app: web') + none + pod('web-2', 'app: web2'))).toEqual({ why: 'Deployment shop/web, whose pods Service shop/web selects, has 0 replicas', edits: [] });
  });
});

describe('a targetPort that names no container port', () => {
  test.each([
    ['is a slip', 'htpp', '[{ name: http, containerPort: 8080 }, { name: admin, containerPort: 9090 }]', 'http'],
    ['is meant as the Service port is named', 'tomcat', '[{ name: http, containerPort: 8080 }, { name: admin, containerPort: 9090 }]', 'http'],
    ['is meant as the Service port is numbered', 'tomcat', '[{ name: web, containerPort: 80 }, { name: admin, containerPort: 9090 }]', 'web'],
    ['can mean one port only', 'tomcat', '[{ containerPort: 8080 }]', 8080],
  ])('%s', async (_, targetPort, ports, to) => {
    const { why, edits } = await emptied(service('web', 'app: web', targetPort) + pod('web-0', 'app: web', ports));
    expect(why).toBe(`no pod of Service shop/web has a container port named ${targetPort}`);
    expect(edits).toEqual([['spec ports 0 targetPort', to]]);
  });

  test('may mean any of several', async () => {
    expect((await emptied(service('web', 'app: web', 'tomcat') + pod('web-0', 'app: web', '[{ containerPort: 8080 }, { containerPort: 9090 }]'))).edits).toEqual([]);
  });
});

describe('a backend whose Service does not exist', () => {
  const ingress = (paths: string): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec: { ingressClassName: other, rules: [{ http: { paths: [${paths}] } }] }
---`;
  const path = (name: string, port: number): string => `{ path: /${name}, pathType: Prefix, backend: { service: { name: ${name}, port: { number: ${port} } } } }`;
  const repairs = async (yaml: string): Promise<readonly unknown[]> => {
    const { estate } = await given(yaml);
    return backendRepairs(estate, estate.ofType('Ingress')[0]!, ['spec', 'rules', 0, 'http', 'paths', 0, 'backend']).flatMap(({ edits }) => edits.map((edit) => (edit.edit === 'set' ? [edit.path.slice(7).join(' '), edit.to] : edit)));
  };

  test('means the Service whose name is a slip away, on its port', async () => {
    expect(await repairs(ingress(path('wep', 80)) + service('web', 'app: web'))).toEqual([['service name', 'web']]);
    expect(await repairs(ingress(path('wep', 8080)) + service('web', 'app: web'))).toEqual([['service name', 'web'], ['service port', { number: 80 }]]);
  });

  test('does not mean one that another rule leads to, or one of quite another name', async () => {
    expect(await repairs(ingress(`${path('data-1', 80)}, ${path('data-0', 80)}`) + service('data-0', 'app: data-0'))).toEqual([]);
    expect(await repairs(ingress(path('till', 80)) + service('web', 'app: web'))).toEqual([]);
  });
});
