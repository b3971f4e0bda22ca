import { describe, expect, test } from 'vitest';
import { bySpecificity, covers, fullHost, hostsForNamespace, intersection, mostSpecific, overlap, serviceOfHost, wildcardFits } from './hosts.ts';

describe('a host pattern', () => {
  test.each([
    ['web.shop', 'web.shop', true],
    ['web.shop', 'a.web.shop', false],
    ['*.shop', 'web.shop', true],
    ['*.shop', 'a.web.shop', true],
    ['*.shop', 'shop', false],
    ['*.shop', '*.web.shop', true],
    ['*.web.shop', '*.shop', false],
    ['*', 'anything', true],
    ['web.shop', '*.shop', false],
  ])('%s covers %s: %s', (pattern, host, expected) => {
    expect(covers(pattern, host)).toBe(expected);
  });

  test('overlaps with one that it covers or that covers it, and with no other', () => {
    expect([overlap('*.shop', 'web.shop'), overlap('web.shop', '*.shop'), overlap('*.shop', '*.bank')]).toEqual([true, true, false]);
  });

  test('is weighed: exact names first, then longer suffixes, then by name', () => {
    expect(['*', '*.shop', 'b.shop', '*.web.shop', 'a.shop'].sort(bySpecificity)).toEqual(['a.shop', 'b.shop', '*.web.shop', '*.shop', '*']);
    expect(mostSpecific(['*', '*.shop', '*.web.shop', 'a.web.shop'], 'b.web.shop')).toBe('*.web.shop');
    expect(mostSpecific(['*.bank'], 'b.web.shop')).toBeUndefined();
  });
});

test('what two lists of hosts both mean is the more specific of each pair, once', () => {
  expect(intersection(['a.shop', '*.bank'], ['*.shop', 'till.bank', '*.shop'])).toEqual(['a.shop', 'till.bank']);
  expect(intersection(['*'], ['*.shop', 'a.bank'])).toEqual(['*.shop', 'a.bank']);
  expect(intersection(['a.shop'], [])).toEqual([]);
});

test('a host behind a namespace is for that namespace only', () => {
  expect(hostsForNamespace(['shop/a.shop', 'bank/b.shop', '*/c.shop', 'd.shop'], 'shop')).toEqual(['a.shop', 'c.shop', 'd.shop']);
});

test('outside Kubernetes a short name gets the namespace and no domain', () => {
  expect([fullHost('web', 'shop', ''), fullHost('web', undefined, 'mesh.example')]).toEqual(['web.shop', 'web.svc.mesh.example']);
});

test('an address is nobody\'s short name', () => {
  expect(['10.0.0.1', '2001:db8::1', ''].map((host) => fullHost(host, 'shop'))).toEqual(['10.0.0.1', '2001:db8::1', '']);
});

test('a name without a dot is a Service of the object\'s own namespace', () => {
  expect(['Web', 'web.shop', '*.shop', '*'].map((host) => fullHost(host, 'shop'))).toEqual(['web.shop.svc.cluster.local', 'web.shop', '*.shop', '*']);
});

test('a full name is that of a Service only in the cluster\'s own domain', () => {
  expect(serviceOfHost('web.shop.svc.cluster.local')).toEqual({ name: 'web', namespace: 'shop' });
  expect(['web.shop', 'web.shop.svc.other.example', '*.shop.svc.cluster.local', 'a.web.shop.svc.cluster.local'].map(serviceOfHost)).toEqual([undefined, undefined, undefined, undefined]);
});

test('a wildcard may be the first label or begin it, and stand nowhere else', () => {
  expect(['*', '*.example.com', '*post.com', '*-a.example.com', 'a.example.com'].filter((host) => !wildcardFits(host))).toEqual([]);
  expect(['*.*.svc', 'a.*.com', '*a*.example.com', 'a*.com'].filter(wildcardFits)).toEqual([]);
});
