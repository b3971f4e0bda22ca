import { describe, expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { pathOf } from '../path/path.ts';
import { nameOf } from '../resource/resource.ts';
import { rule } from './mesh-setting-misplaced/rule.ts';
import type { Finding } from './rule.ts';

const operator = (spec: string): string => `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh, namespace: istio-system }\nspec: ${spec}\n---\n`;
const found = async (yaml: string): Promise<readonly Finding[]> => [...rule.find!(pathOf((await written(yaml)).resources))];

describe('settings under meshConfig that are read elsewhere', () => {
  test('are told with what became of the gateway, at the key', async () => {
    const [finding] = await found(operator('{ meshConfig: { gateways: { istio-ingressgateway: { type: NodePort } } } }'));
    expect(finding).toMatchObject({
      message: 'Service istio-system/istio-ingressgateway has a load balancer of its own, which nobody asked for: Istio ignores gateways under meshConfig without a word',
      label: 'is read at spec.values.gateways, and ignored here',
      at: { line: 4, column: 23 },
    });
    expect(finding!.proposals.map(({ title, edits }) => [title, edits.map(({ edit }) => edit)])).toEqual([['move gateways to spec.values.gateways, where Istio reads it', ['set', 'remove']]]);
  });

  test('are told of the settings of proxies, too, and of an istio ConfigMap', async () => {
    const texts = await found('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata:\n  mesh: |\n    trustDomain: a.example\n    numTrustedProxies: 1\n---\n');
    expect(texts.map(({ message, label, resource, at }) => [message, label, nameOf(resource), at?.line])).toEqual([
      ['Istio ignores numTrustedProxies under meshConfig without a word: what stands there is in force nowhere', 'is read at meshConfig.defaultConfig.gatewayTopology.numTrustedProxies, and ignored here', 'MeshConfig istio-system/istio', 7],
    ]);
  });

  test('are not moved over what stands there already', async () => {
    const [finding] = await found(operator('{ meshConfig: { gateways: { istio-ingressgateway: { type: NodePort } } }, values: { gateways: { istio-ingressgateway: { type: ClusterIP } } } }'));
    expect([finding?.message, finding?.proposals]).toEqual(['Service istio-system/istio-ingressgateway is of type ClusterIP: Istio ignores gateways under meshConfig without a word', []]);
  });

  test('are none where all stands in its place', async () => {
    const healthy = '{ meshConfig: { accessLogFile: /dev/stdout, defaultConfig: { gatewayTopology: { numTrustedProxies: 1 }, proxyMetadata: { A: b } } }, values: { gateways: { istio-ingressgateway: { type: NodePort } } } }';
    expect(await found(operator(healthy))).toEqual([]);
    expect(await found(operator('{ profile: minimal, meshConfig: { someNewField: true } }'))).toEqual([]);
  });
});

test('where the load balancer that nobody asked for stands follows who makes it', async () => {
  const running = (version: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: lbc, namespace: kube-system }\nspec: { selector: { matchLabels: { app: lbc } }, template: { metadata: { labels: { app: lbc } }, spec: { containers: [{ name: lbc, image: "public.ecr.aws/eks/aws-load-balancer-controller:${version}" }] } } }\n---\n`;
  const told = async (version: string): Promise<readonly unknown[]> => (await found(operator('{ meshConfig: { gateways: { istio-ingressgateway: { type: NodePort } } } }') + running(version))).map(({ severity, message }) => [severity, message]);
  expect(await told('v2.4.0')).toEqual([['error', 'Service istio-system/istio-ingressgateway has a public classic load balancer of its own, which nobody asked for: Istio ignores gateways under meshConfig without a word']]);
  expect(await told('v3.5.0')).toEqual([['warning', 'Service istio-system/istio-ingressgateway has an internal network load balancer of its own, which nobody asked for: Istio ignores gateways under meshConfig without a word']]);
});
