import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Problem } from '../../resource/resource.ts';
import { injectRequired, type Candidate, type InjectionPolicy } from './policy.ts';

const namespace = (labels: string): string => `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { ${labels} }
---`;

const pod = (labels = 'app: web', more = '', spec = ''): string => `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { ${labels} } ${more} }
spec: { containers: [{ name: app }] ${spec} }
---`;

async function injected(yaml: string): Promise<{ pod: Pod; sidecar: boolean; problems: readonly Problem[] }> {
  const { estate, problems } = await given(yaml);
  const found = podsOf(estate)[0]!;
  return { pod: found, sidecar: found.containers.some(({ name }) => name === 'istio-proxy'), problems };
}

describe('a sidecar is added', () => {
  test.each([
    ['in a namespace with istio-injection=enabled', namespace('istio-injection: enabled') + pod(), true],
    ['not in a namespace without labels', namespace('team: a') + pod(), false],
    ['not in a namespace with istio-injection=disabled', namespace('istio-injection: disabled') + pod(), false],
    ['not in a disabled namespace, even if the pod asks for it', namespace('istio-injection: disabled') + pod('sidecar.istio.io/inject: "true"'), false],
    ['in a namespace of a revision', namespace('istio.io/rev: canary') + pod(), true],
    ['by istio-injection where both labels stand', namespace('istio.io/rev: canary, istio-injection: disabled') + pod(), false],
    ['not to a pod that refuses by label', namespace('istio-injection: enabled') + pod('sidecar.istio.io/inject: "false"'), false],
    ['not to a pod that refuses by annotation', namespace('istio-injection: enabled') + pod('app: web', ', annotations: { sidecar.istio.io/inject: "false" }'), false],
    ['to a pod that asks by label in a namespace that says nothing', namespace('team: a') + pod('sidecar.istio.io/inject: "true"'), true],
    ['to a pod that asks by revision label in a namespace that says nothing', namespace('team: a') + pod('istio.io/rev: canary'), true],
    ['not to a pod that asks by annotation alone, which never reaches the webhook', namespace('team: a') + pod('app: web', ', annotations: { sidecar.istio.io/inject: "true" }'), false],
    ['not to a pod in the network of its node', namespace('istio-injection: enabled') + pod('app: web', '', ', hostNetwork: true'), false],
    ['not to a pod that runs already', namespace('istio-injection: enabled') + pod().replace('---', 'status: { phase: Running }\n---'), false],
  ])('%s', async (_, yaml, expected) => {
    expect((await injected(yaml)).sidecar).toBe(expected);
  });

  test('not twice', async () => {
    const { pod: found } = await injected(namespace('istio-injection: enabled') + pod('app: web', '', '').replace('[{ name: app }]', '[{ name: app }, { name: istio-proxy, image: auto }]'));
    expect(found.containers.map(({ name }) => name)).toEqual(['app', 'istio-proxy']);
  });

  test('with the line of the label that asks for it', async () => {
    const { pod: found } = await injected(namespace('istio-injection: enabled') + pod());
    expect(found.resource.locate(found.containers[1]!.path)).toMatchObject({ line: 6 });
    expect(found.labels).toEqual({ app: 'web', 'security.istio.io/tlsMode': 'istio' });
    expect(found.annotations['sallyport/injected-by']).toBe('Namespace label istio-injection=enabled');
    expect(found.resource.derived).toMatchObject({ by: 'injection', from: { type: 'Pod', name: 'web' } });
  });

  test('with the stock requests, unless an annotation sets one, which takes the other away', async () => {
    expect((await injected(namespace('istio-injection: enabled') + pod())).pod.containers[1]?.requests).toEqual({ cpu: '100m', memory: '128Mi' });
    const { pod: set } = await injected(namespace('istio-injection: enabled') + pod('app: web', ', annotations: { sidecar.istio.io/proxyCPU: 10m }'));
    expect(set.containers[1]?.requests).toEqual({ cpu: '10m' });
  });

  test('as an init container that keeps running where the pod asks for a native one', async () => {
    const { pod: found } = await injected(namespace('istio-injection: enabled') + pod('app: web', ', annotations: { sidecar.istio.io/nativeSidecar: "true" }'));
    expect(found.containers.map(({ path }) => path.join('.'))).toEqual(['spec.containers.0', 'spec.initContainers.0']);
  });
});

describe('an installation\'s own settings count', () => {
  const values = (json: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-sidecar-injector, namespace: istio-system }
data: { values: '${json}' }
---`;

  test('its resources', async () => {
    const { pod: found } = await injected(namespace('istio-injection: enabled') + pod() + values('{"global":{"proxy":{"resources":{"requests":{"cpu":"50m"}}}}}'));
    expect(found.containers[1]?.requests).toEqual({ cpu: '50m' });
  });

  test('its policy and selectors', async () => {
    expect((await injected(namespace('istio-injection: enabled') + pod() + values('{"global":{"proxy":{"autoInject":"disabled"}}}'))).sidecar).toBe(false);
    const never = values('{"sidecarInjectorWebhook":{"neverInjectSelector":[{"matchLabels":{"app":"web"}}]}}');
    expect((await injected(namespace('istio-injection: enabled') + pod() + never)).sidecar).toBe(false);
  });

  test('namespaces that are on by default', async () => {
    const byDefault = values('{"sidecarInjectorWebhook":{"enableNamespacesByDefault":true}}');
    expect((await injected(namespace('team: a') + pod() + byDefault)).sidecar).toBe(true);
    expect((await injected(namespace('istio-injection: disabled') + pod() + byDefault)).sidecar).toBe(false);
  });

  test('its webhooks, where the input has them', async () => {
    const webhook = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-sidecar-injector }
webhooks:
  - name: namespace.sidecar-injector.istio.io
    namespaceSelector: { matchLabels: { mesh: "on" } }
  - name: other.example.org
---`;
    expect((await injected(namespace('mesh: "on"') + pod() + webhook)).sidecar).toBe(true);
    expect((await injected(namespace('istio-injection: enabled') + pod() + webhook)).sidecar).toBe(false);
  });

  test('and values that are not JSON are reported where they stand', async () => {
    const { problems, sidecar } = await injected(namespace('istio-injection: enabled') + pod() + values('{ broken'));
    expect(sidecar).toBe(true);
    expect(problems).toMatchObject([{ name: 'unreadable-setting', severity: 'warning' }]);
  });
});

test('mesh policies in a namespace whose object is missing are noted', async () => {
  const policy = '\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: shop }\n---';
  const { problems, sidecar } = await injected(pod() + policy);
  expect(sidecar).toBe(false);
  expect(problems).toMatchObject([{ name: 'namespace-not-in-input', severity: 'note', resource: { type: 'Namespace', name: 'shop' } }]);
  expect((await injected(pod())).problems).toEqual([]);
});

describe('a pod that reached the webhook', () => {
  const stock: InjectionPolicy = { policy: 'enabled', alwaysInjectSelector: [], neverInjectSelector: [] };
  const web: Candidate = { namespace: 'shop', labels: { app: 'web' }, annotations: {}, hostNetwork: false };
  const asks = (value: string): Candidate => ({ ...web, annotations: { 'sidecar.istio.io/inject': value } });
  const selecting = (key: string): InjectionPolicy['neverInjectSelector'] => [{ matchLabels: {}, matchExpressions: [{ key, operator: 'Exists', values: [] }] }];

  test.each([
    ['gets a proxy by the policy', stock, web, true],
    ['gets none by a disabled policy', { ...stock, policy: 'disabled' }, web, false],
    ['gets none by a policy nobody knows', { ...stock, policy: 'wrong' }, asks('true'), false],
    ['gets one by its own wish', { ...stock, policy: 'disabled' }, asks('true'), true],
    ['gets what the policy says where its wish is neither true nor false', stock, asks('yes'), true],
    ['is never injected in the system\'s namespaces', stock, { ...asks('true'), namespace: 'kube-system' }, false],
    ['is left alone by the never-selector', { ...stock, neverInjectSelector: selecting('app') }, web, false],
    ['has its wish before the never-selector', { ...stock, neverInjectSelector: selecting('app') }, asks('true'), true],
    ['is injected by the always-selector', { ...stock, policy: 'disabled', alwaysInjectSelector: selecting('app') }, web, true],
    ['is left alone where both selectors take it', { policy: 'disabled', alwaysInjectSelector: selecting('app'), neverInjectSelector: selecting('app') }, web, false],
    ['does not meet an empty selector', { ...stock, neverInjectSelector: [{ matchLabels: {}, matchExpressions: [] }] }, web, true],
    ['obeys its label before its annotation', stock, { ...asks('true'), labels: { 'sidecar.istio.io/inject': 'false' } }, false],
  ])('%s', (_, policy, candidate, expected) => {
    expect(injectRequired(policy, candidate)).toBe(expected);
  });
});
