import { expect, test } from 'vitest';
import { given } from '../../../../test/given.ts';
import { podAt } from '../../kubernetes/pods.ts';
import { seenService } from './seen-services.ts';
import { sidecarScopeOf, type SidecarScope } from './sidecar-scope.ts';

const pods = `
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: app }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: xnat }
spec: { ports: [{ name: http, port: 80 }, { name: admin, port: 81 }] }
---`;

const sidecar = (namespace: string, name: string, spec: string): string => `\napiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n---`;

async function scope(more: string): Promise<{ readonly scope: SidecarScope; readonly ports: readonly number[] | undefined }> {
  const { estate } = await given(pods + more);
  const found = sidecarScopeOf(estate, podAt(estate, 'shop', 'cart')!);
  return { scope: found, ports: seenService(estate, found, 'web.xnat.svc.cluster.local')?.ports.map(({ number }) => number) };
}

test('without a Sidecar object a client sees everything', async () => {
  const { scope: found, ports } = await scope('');
  expect([found.resource, found.outbound, ports]).toEqual([undefined, 'ALLOW_ANY', [80, 81]]);
});

test('the Sidecar that selects the pod comes before that of its namespace, and that before the mesh\'s', async () => {
  const mesh = sidecar('istio-system', 'mesh', '{ egress: [{ hosts: ["xnat/*"] }] }');
  const own = sidecar('shop', 'own', '{ egress: [{ hosts: ["./*"] }] }');
  const selecting = sidecar('shop', 'selecting', '{ workloadSelector: { labels: { app: cart } } }');
  const other = selecting.replace('app: cart', 'app: other').replace('selecting', 'other');
  const name = async (more: string): Promise<string | undefined> => (await scope(more)).scope.resource?.name;
  expect([await name(mesh + other), await name(mesh + own), await name(mesh + own + selecting)]).toEqual(['mesh', 'own', 'selecting']);
  expect([(await scope(mesh)).ports, (await scope(mesh + own)).ports]).toEqual([[80, 81], undefined]);
});

test('a listener with a port imports that port only, and several add up', async () => {
  const one = '{ port: { number: 81, protocol: HTTP, name: http }, hosts: ["*/web.xnat.svc.cluster.local"] }';
  expect((await scope(sidecar('shop', 'own', `{ egress: [${one}] }`))).ports).toEqual([81]);
  expect((await scope(sidecar('shop', 'own', `{ egress: [${one}, { hosts: ["xnat/*"] }] }`))).ports).toEqual([81, 80]);
  expect((await scope(sidecar('shop', 'own', '{ egress: [{ hosts: ["~/*"] }] }'))).ports).toBeUndefined();
});

test('a Sidecar decides what becomes of unknown hosts', async () => {
  const policy = sidecar('shop', 'own', '{ outboundTrafficPolicy: { mode: REGISTRY_ONLY, egressProxy: { host: out, port: { number: 443 } } } }');
  expect((await scope(policy)).scope).toMatchObject({ outbound: 'REGISTRY_ONLY', egressProxy: { host: 'out.shop.svc.cluster.local', port: 443 } });
});
