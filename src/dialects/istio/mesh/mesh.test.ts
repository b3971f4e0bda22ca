import { expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import { podAt } from '../../kubernetes/pods.ts';
import { meshOf } from './mesh.ts';
import { interceptsOutbound, intercepts, proxyAt, proxyOf, selectorFor, speaksMutualTls } from '../proxy/proxy.ts';

/** The settings as the reading of ConfigMap istio/mesh leaves them. */
const configured = (mesh: string): string => `
apiVersion: istio.io/v1alpha1
kind: MeshConfig
metadata: { name: istio, namespace: istio-system }
${mesh}
---`;

test('a mesh without its ConfigMap has Istio\'s defaults', async () => {
  expect(meshOf(await written('apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }'))).toEqual({
    resource: undefined,
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
    trustDomainAliases: [],
    autoMtls: true,
    pathNormalization: 'BASE',
    outbound: 'ALLOW_ANY',
  });
});

test('the ConfigMap istio says what the mesh does', async () => {
  const mesh = meshOf(
    await written(
      configured(`rootNamespace: mesh
trustDomain: hospital.example
trustDomainAliases: [old.example]
enableAutoMtls: false
pathNormalization: { normalization: MERGE_SLASHES }
outboundTrafficPolicy: { mode: REGISTRY_ONLY }
defaultConfig: { gatewayTopology: { numTrustedProxies: 2 } }
extensionProviders:
  - { name: login, envoyExtAuthzHttp: { service: login.auth, port: 80 } }
  - { name: logs, envoyFileAccessLog: { path: /dev/stdout } }`),
    ),
  );
  expect(mesh).toMatchObject({
    rootNamespace: 'mesh',
    trustDomain: 'hospital.example',
    trustDomainAliases: ['old.example'],
    autoMtls: false,
    pathNormalization: 'MERGE_SLASHES',
    outbound: 'REGISTRY_ONLY',
  });
});

const pods = `
apiVersion: v1
kind: Namespace
metadata: { name: calm, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels: { app: web, team: sales, pod-template-hash: abc }
  annotations: { traffic.sidecar.istio.io/excludeInboundPorts: "9000, 9001", traffic.sidecar.istio.io/excludeOutboundPorts: "5432" }
spec: { containers: [{ name: app }, { name: istio-proxy }] }
---
apiVersion: v1
kind: Pod
metadata: { name: other, namespace: shop, labels: { app: other, team: sales, security.istio.io/tlsMode: disabled } }
spec: { containers: [{ name: app }], initContainers: [{ name: istio-proxy, restartPolicy: Always }] }
---
apiVersion: v1
kind: Pod
metadata: { name: ingress, namespace: shop, annotations: { proxy.istio.io/config: "gatewayTopology:\\n  numTrustedProxies: 1\\n" } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: v1
kind: Pod
metadata: { name: bare, namespace: shop, labels: { app: web, team: sales } }
spec: { containers: [{ name: app }] }
---
apiVersion: v1
kind: Pod
metadata: { name: quiet, namespace: calm }
spec: { containers: [{ name: app }] }
`;

test('a proxy container beside another is a sidecar, also as an init container that stays; alone it is a gateway', async () => {
  const estate = await written(pods);
  const proxies = ['web', 'other', 'ingress', 'bare'].map((name) => proxyOf(estate, podAt(estate, 'shop', name)!));
  expect([...proxies, proxyOf(estate, podAt(estate, 'calm', 'quiet')!)]).toEqual(['sidecar', 'sidecar', 'gateway', 'none', 'ambient']);
});

test('ports that annotations exempt, and the proxy\'s own, go past the sidecar', async () => {
  const estate = await written(pods);
  const web = podAt(estate, 'shop', 'web')!;
  expect([8080, 9000, 9001, 15021].map((port) => intercepts(web, port))).toEqual([true, false, false, false]);
  expect([80, 5432].map((port) => interceptsOutbound(web, port))).toEqual([true, false]);
  expect([8080, 9000].map((port) => proxyAt(estate, web, port))).toEqual(['sidecar', 'none']);
});

test('a pod takes mTLS if its label says so, and the label of an injected pod does', async () => {
  const estate = await written(pods);
  expect(['web', 'other', 'bare'].map((name) => speaksMutualTls(podAt(estate, 'shop', name)!))).toEqual([true, false, false]);
});

test('a selector for one workload avoids labels that others share, and those that change with a version', async () => {
  const estate = await written(pods);
  expect(selectorFor(estate, podAt(estate, 'shop', 'other')!)).toEqual({ app: 'other' });
  expect(selectorFor(estate, podAt(estate, 'shop', 'web')!)).toEqual({ app: 'web', team: 'sales' });
});
