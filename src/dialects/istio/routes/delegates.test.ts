import { describe, expect, test } from 'vitest';
import { matchConflict, mergeHttpRoutes, mergeMatches } from './delegates.ts';

describe('a route of a delegate', () => {
  test('takes from the root\'s route what it does not say itself, and both names', () => {
    const root = { name: 'root', timeout: '10s', fault: { abort: { httpStatus: 500 } }, delegate: { name: 'web' } };
    expect(mergeHttpRoutes(root, [{ name: 'own', timeout: '1s', route: [] }, { route: [] }])).toEqual([
      { route: { name: 'root-own', timeout: '1s', fault: { abort: { httpStatus: 500 } }, route: [] } },
      { route: { name: 'root', timeout: '10s', fault: { abort: { httpStatus: 500 } }, route: [] } },
    ]);
  });

  test('is left out where one of its matches is not within any of the root\'s, which names the field', () => {
    const root = { match: [{ uri: { prefix: '/shop' } }], delegate: { name: 'web' } };
    const delegate = [{ match: [{ uri: { prefix: '/shop/cart' } }] }, { match: [{ uri: { prefix: '/shop' } }, { uri: { prefix: '/sho' } }] }];
    expect(mergeHttpRoutes(root, delegate)).toEqual([{ route: { match: [{ uri: { prefix: '/shop/cart' } }] } }, { conflict: 'uri' }]);
  });

  test('has one match for each pair that fits', () => {
    const root = [{ port: 80, headers: { a: { exact: '1' } } }, { port: 81, sourceNamespace: 'shop', gateways: ['gw'] }];
    expect(mergeMatches(root, [{ name: 'own', headers: { b: {} } }])).toEqual({ matches: [{ name: 'own', port: 80, headers: { a: { exact: '1' }, b: {} } }] });
    expect(mergeMatches(root, [{ sourceNamespace: 'shop', withoutHeaders: { b: {} } }])).toEqual({
      matches: [
        { sourceNamespace: 'shop', port: 80, headers: { a: { exact: '1' } }, withoutHeaders: { b: {} } },
        { sourceNamespace: 'shop', port: 81, gateways: ['gw'], withoutHeaders: { b: {} } },
      ],
    });
  });
});

describe('a match of a delegate is not within that of the root', () => {
  test.each([
    ['uri', { uri: { exact: '/a' } }, { uri: { prefix: '/a' } }],
    ['uri', { uri: { regex: '/a' } }, { uri: { exact: '/a' } }],
    ['uri', { uri: { prefix: '/a' } }, { uri: {} }],
    ['method', { method: { exact: 'GET' } }, { method: { exact: 'PUT' } }],
    ['headers.x', { headers: { x: { exact: '1' } } }, { headers: { x: { exact: '2' } } }],
    ['withoutHeaders.x', { withoutHeaders: { x: { exact: '1' } } }, { withoutHeaders: { x: {} } }],
    ['queryParams.q', { queryParams: { q: { prefix: 'ab' } } }, { queryParams: { q: { prefix: 'a' } } }],
    ['ignoreUriCase', { ignoreUriCase: true }, {}],
    ['port', { port: 80 }, { port: 81 }],
    ['sourceNamespace', { sourceNamespace: 'shop' }, {}],
    ['sourceLabels.app', { sourceLabels: { app: 'a' } }, { sourceLabels: { app: 'b' } }],
    ['gateways', { gateways: ['gw'] }, { gateways: ['gw', 'mesh'] }],
    ['gateways', { gateways: ['gw', 'other'] }, { gateways: ['mesh'] }],
  ])('in %s', (field, root, delegate) => {
    expect(matchConflict(root, delegate)).toBe(field);
  });

  test('and is where it says nothing, or the same, or more', () => {
    const root = { uri: { prefix: '/a' }, headers: { x: { exact: '1' } }, sourceLabels: { app: 'a' }, gateways: ['gw', 'mesh'] };
    expect([{}, { uri: { exact: '/a/b' } }, { headers: { x: { exact: '1' }, y: {} } }, { sourceLabels: { tier: 'web' } }, { gateways: ['mesh'] }].map((delegate) => matchConflict(root, delegate))).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});
