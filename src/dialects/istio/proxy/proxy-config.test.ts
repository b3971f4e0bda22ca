import { expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import { podAt } from '../../kubernetes/pods.ts';
import { meshOf } from '../mesh/mesh.ts';
import { ownConfig, topologyOf } from './proxy-config.ts';

const pod = (name: string, config: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop, annotations: { proxy.istio.io/config: ${JSON.stringify(config)} } }\n---\n`;

test.each([
  ['JSON', '{"gatewayTopology":{"numTrustedProxies":2,"proxyProtocol":{}},"concurrency":1}', { gatewayTopology: { numTrustedProxies: 2, proxyProtocol: {} }, concurrency: 1 }],
  ['flow style', '{ gatewayTopology: { numTrustedProxies: 1 }, proxyMetadata: {A: "b,c", D: http://e:80/} }', { gatewayTopology: { numTrustedProxies: 1 }, proxyMetadata: { A: 'b,c', D: 'http://e:80/' } }],
  ['block style', '\n# ours\ngatewayTopology:   # two of them\n  numTrustedProxies: 2\n  proxyProtocol: {}\nproxyStatsMatcher:\n  inclusionRegexps:\n  - ".*"\n', { gatewayTopology: { numTrustedProxies: 2, proxyProtocol: {} }, proxyStatsMatcher: { inclusionRegexps: ['.*'] } }],
  ['nothing', '  \n', null],
])('an annotation in %s is read', async (_, text, config) => {
  const estate = await written(pod('gw', text));
  expect(ownConfig(estate, podAt(estate, 'shop', 'gw')!)).toEqual(config);
});

test.each(['{"a": ', 'a: b\n   c: d\n  e: f', 'just words', '- a'])('what is no map is not read: %s', async (text) => {
  const estate = await written(pod('gw', text));
  expect(ownConfig(estate, podAt(estate, 'shop', 'gw')!)).toBeUndefined();
});

test('a gateway\'s own topology replaces the mesh\'s, and an annotation about something else leaves it', async () => {
  const mesh = 'apiVersion: istio.io/v1alpha1\nkind: MeshConfig\nmetadata: { name: istio, namespace: istio-system }\ndefaultConfig: { gatewayTopology: { numTrustedProxies: 2, proxyProtocol: {} } }\n';
  const estate = await written(pod('own', 'gatewayTopology: { numTrustedProxies: 1 }') + pod('other', 'concurrency: 2') + pod('odd', 'gatewayTopology: { numTrustedProxies: many }') + mesh);
  const topology = (name: string): unknown => topologyOf(estate, meshOf(estate), podAt(estate, 'shop', name)!);
  expect(topology('own')).toEqual({ trustedProxies: 1, proxyProtocol: false });
  expect(topology('other')).toEqual({ trustedProxies: 2, proxyProtocol: true });
  expect(topology('odd')).toBeUndefined();
});
