import { expect, test } from 'vitest';
import { written } from '../../../test/given.ts';
import { readerOf } from '../../resource/reader.ts';
import { pathText } from '../../resource/resource.ts';
import { shadowedRoutes } from './shadowed-routes.ts';

async function shadowed(http: string): Promise<unknown> {
  const estate = await written(`apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: web, namespace: shop }\nspec:\n  hosts: [web]\n  http:\n${http}`);
  const [resource] = estate.ofType('VirtualService');
  return shadowedRoutes(readerOf(resource!).get('spec', 'http').each()).map(({ loser, winner, how }) => [pathText(loser.path).replace('spec.http', ''), pathText(winner.path).replace('spec.http', ''), how]);
}

const pair = (first: string, second: string): Promise<unknown> => shadowed(`    - match: [${first}]\n    - match: [${second}]\n`);
const wins = (how: string): unknown => [['[1].match[0]', '[0].match[0]', how]];

test('behind a route that takes everything, no route is reached', async () => {
  expect(await shadowed('    - {}\n    - match: [{ uri: { exact: /a } }]\n    - {}\n')).toEqual([['[1].match[0]', '[0]', 'everything'], ['[2]', '[0]', 'everything']]);
  expect(await pair('{ uri: { prefix: / }, name: all }', '{ method: { exact: GET } }')).toEqual(wins('everything'));
});

test.each([
  ['more', '{ uri: { prefix: /a } }', '{ uri: { exact: /ab } }'],
  ['more', '{ uri: { prefix: /A }, ignoreUriCase: true }', '{ uri: { prefix: /a/b } }'],
  ['same', '{ uri: { regex: "/a+" } }', '{ uri: { regex: "/a+" } }'],
  ['more', '{ headers: { x: {} } }', '{ headers: { x: { exact: a }, y: { exact: b } } }'],
  ['more', '{ queryParams: { q: { prefix: a } } }', '{ queryParams: { q: { exact: ab } }, port: 80 }'],
  ['more', '{ withoutHeaders: { x: { exact: a } } }', '{ withoutHeaders: { x: {} } }'],
  ['more', '{ sourceLabels: { app: a } }', '{ sourceLabels: { app: a, tier: b } }'],
  ['more', '{ gateways: [a, b] }', '{ gateways: [a] }'],
  ['same', '{ port: 80 }', '{ port: 80, statPrefix: x }'],
  ['same', '{ fieldToCome: { exact: a } }', '{ fieldToCome: { exact: a } }'],
])('an earlier match takes %s: %s before %s', async (how, first, second) => {
  expect(await pair(first, second)).toEqual(wins(how));
});

test.each([
  ['{ uri: { prefix: /a } }', '{ uri: { prefix: / } }'],
  ['{ uri: { prefix: /a } }', '{ uri: { prefix: /A }, ignoreUriCase: true }'],
  ['{ uri: { exact: /a } }', '{ uri: { prefix: /a } }'],
  ['{ uri: { exact: /a } }', '{ method: { exact: GET } }'],
  ['{ uri: { regex: "/a.*" } }', '{ uri: { exact: /ab } }'],
  ['{ headers: { x: { exact: a } } }', '{ headers: { x: {} } }'],
  ['{ withoutHeaders: { x: {} } }', '{ withoutHeaders: { x: { exact: a } } }'],
  ['{ gateways: [a] }', '{ uri: { exact: /a } }'],
  ['{ sourceLabels: { app: a } }', '{ sourceNamespace: a }'],
  ['{ port: 80 }', '{ port: 81 }'],
  ['{ fieldToCome: { exact: a } }', '{ uri: { exact: /a } }'],
  ['{ method: {} }', '{ uri: { exact: /a } }'],
])('an earlier match leaves something: %s before %s', async (first, second) => {
  expect(await pair(first, second)).toEqual([]);
});
