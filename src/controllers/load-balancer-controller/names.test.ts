import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { balancerName, targetGroupName } from './names.ts';
import { sha256 } from '../sha256.ts';

test('names are cut to eight letters and digits, a group\'s to seventeen', () => {
  expect(balancerName('c', { id: 'my-namespace/my.ingress', ingress: { namespace: 'my-namespace', name: 'my.ingress' } }, 'internal')).toMatch(/^k8s-mynamesp-myingres-[0-9a-f]{10}$/);
  expect(balancerName('c', { id: 'a-very-long-group-name-indeed' }, 'internal')).toMatch(/^k8s-averylonggroupnam-[0-9a-f]{10}$/);
  const parts = { cluster: 'c', group: 'g', ingress: { namespace: 'n', name: 'i' }, service: { namespace: 'my-namespace', name: 'web', uid: 'u' }, port: 'http', targetPort: 1, targetType: 'ip', protocol: 'HTTP', version: 'HTTP1' };
  expect(targetGroupName(parts)).toBe(`k8s-mynamesp-web-${createHash('sha256').update('cgniuhttp1ipHTTPHTTP1').digest('hex').slice(0, 10)}`);
});

test('the hash is SHA-256', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
    const text = 'ä'.repeat(length);
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
  }
});
