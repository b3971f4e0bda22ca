import { expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import type { Estate } from '../../../resource/estate.ts';
import { destinationRuleFor, passesThrough, tlsOf, type MergedRule } from './destination-rules.ts';

const rule = (namespace: string, name: string, spec: string): string => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---`;

const host = 'web.shop.svc.cluster.local';
const root = 'istio-system';

function seenFrom(estate: Estate, namespace: string, labels = {}): MergedRule | undefined {
  return destinationRuleFor(estate, { namespace, labels }, { host, namespace: 'shop' }, root);
}

const named = (found: MergedRule | undefined): string | undefined => found?.resources.map(({ namespace, name }) => `${namespace}/${name}`).join(' ');

test('the client\'s own namespace comes first, then the Service\'s, then the root', async () => {
  const estate = await written(rule('bank', 'own', `{ host: ${host} }`) + rule('shop', 'theirs', '{ host: web }') + rule(root, 'all', '{ host: "*" }') + rule('default', 'lost', `{ host: ${host} }`));
  expect([seenFrom(estate, 'bank'), seenFrom(estate, 'lab'), seenFrom(estate, root)].map(named)).toEqual(['bank/own', 'shop/theirs', 'shop/theirs']);
});

test('a rule in any other namespace is looked up by nobody', async () => {
  expect(seenFrom(await written(rule('default', 'lost', `{ host: ${host} }`)), 'bank')).toBeUndefined();
});

test('a rule that is not exported stays at home', async () => {
  const estate = await written(rule('shop', 'private', '{ host: web, exportTo: ["."] }') + rule(root, 'all', '{ host: "*" }'));
  expect([seenFrom(estate, 'shop'), seenFrom(estate, 'bank')].map(named)).toEqual(['shop/private', `${root}/all`]);
});

test('rules of one host become one: subsets add up, the first traffic policy counts', async () => {
  const found = seenFrom(
    await written(rule('shop', 'a', '{ host: web, subsets: [{ name: v1, labels: { version: v1 } }] }') + rule('shop', 'b', '{ host: web, trafficPolicy: { tls: { mode: SIMPLE } }, subsets: [{ name: v1, labels: { version: other } }, { name: v2 }] }')),
    'shop',
  );
  expect(found?.subsets.map(({ name, labels }) => [name, labels])).toEqual([['v1', { version: 'v1' }], ['v2', {}]]);
  expect(found?.policy?.resource.name).toBe('b');
  expect(found?.orderKnown).toBe(false);
});

test('a rule that selects the client comes before one for everybody', async () => {
  const estate = await written(rule('bank', 'all', `{ host: ${host} }`) + rule('bank', 'till', `{ host: ${host}, workloadSelector: { matchLabels: { app: till } } }`));
  expect([seenFrom(estate, 'bank', { app: 'till' }), seenFrom(estate, 'bank', { app: 'desk' })].map(named)).toEqual(['bank/till', 'bank/all']);
});

test('a port\'s settings replace the rest, and a subset\'s come before the rule\'s', async () => {
  const found = seenFrom(
    await written(
      rule(
        'shop',
        'web',
        `
  host: web
  trafficPolicy:
    tls: { mode: ISTIO_MUTUAL }
    loadBalancer: { simple: PASSTHROUGH }
    portLevelSettings: [{ port: { number: 81 }, connectionPool: {} }, { port: { number: 82 }, tls: { mode: DISABLE } }]
  subsets:
    - { name: v1, trafficPolicy: { tls: { mode: SIMPLE } } }
    - { name: v2 }`,
      ),
    ),
    'shop',
  )!;
  const modes = [tlsOf(found, undefined, 80), tlsOf(found, undefined, 81), tlsOf(found, undefined, 82), tlsOf(found, 'v1', 80), tlsOf(found, 'v2', 82)].map((tls) => tls?.tls.mode);
  expect(modes).toEqual(['ISTIO_MUTUAL', undefined, 'DISABLE', 'SIMPLE', 'DISABLE']);
  expect(tlsOf(found, undefined, 82)?.path).toEqual(['spec', 'trafficPolicy', 'portLevelSettings', 1, 'tls', 'mode']);
  expect([passesThrough(found, undefined, 80), passesThrough(found, undefined, 81)]).toEqual([true, false]);
});
