import { expect, test } from 'vitest';
import { readProxyConfig } from './proxy-config.ts';

test.each([
  ['JSON', '{"gatewayTopology":{"numTrustedProxies":2,"proxyProtocol":{}},"concurrency":1}', { gatewayTopology: { numTrustedProxies: 2, proxyProtocol: {} }, concurrency: 1 }],
  ['flow style', '{ gatewayTopology : { numTrustedProxies: 1 }, proxyMetadata: {A: "b,c", D: http://e:80/}, holdApplicationUntilProxyStarts: true }', { gatewayTopology: { numTrustedProxies: 1 }, proxyMetadata: { A: 'b,c', D: 'http://e:80/' }, holdApplicationUntilProxyStarts: true }],
  ['block style', '\n# ours\ngatewayTopology:   # two of them\n  numTrustedProxies: 2\n  proxyProtocol: {}\nproxyStatsMatcher:\n  inclusionRegexps:\n  - ".*"\n  - x\nconcurrency: 0\n', { gatewayTopology: { numTrustedProxies: 2, proxyProtocol: {} }, proxyStatsMatcher: { inclusionRegexps: null }, concurrency: 0 }],
  ['one line', 'gatewayTopology: { numTrustedProxies: 1 }', { gatewayTopology: { numTrustedProxies: 1 } }],
  ['a key in quotes', '"gatewayTopology":\n  "numTrustedProxies": 1', { gatewayTopology: { numTrustedProxies: 1 } }],
  ['nothing', '  \n', {}],
])('an annotation in %s is read', (_, text, config) => {
  expect(readProxyConfig(text)).toEqual(config);
});

test.each(['{"a": ', '{ a b }', 'a: b\n   c: d\n  e: f', 'just words', '- a'])('what is no map is not read: %s', (text) => {
  expect(readProxyConfig(text)).toBeUndefined();
});
