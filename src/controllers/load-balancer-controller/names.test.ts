import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { balancerName, frontendGroupName, frontendName, securityGroupName, targetGroupName } from './names.ts';
import { sha256 } from '../sha256.ts';

test('names are cut to eight letters and digits, a group\'s to seventeen', () => {
  expect(balancerName('c', { id: 'my-namespace/my.ingress', ingress: { namespace: 'my-namespace', name: 'my.ingress' } }, 'internal')).toMatch(/^k8s-mynamesp-myingres-[0-9a-f]{10}$/);
  expect(balancerName('c', { id: 'a-very-long-group-name-indeed' }, 'internal')).toMatch(/^k8s-averylonggroupnam-[0-9a-f]{10}$/);
  const parts = { cluster: 'c', group: 'g', ingress: { namespace: 'n', name: 'i' }, service: { namespace: 'my-namespace', name: 'web', uid: 'u' }, port: 'http', targetPort: 1, targetType: 'ip', protocol: 'HTTP', version: 'HTTP1' };
  expect(targetGroupName(parts)).toBe(`k8s-mynamesp-web-${createHash('sha256').update('cgniuhttp1ipHTTPHTTP1').digest('hex').slice(0, 10)}`);
});

// model_build_load_balancer.go, model_build_managed_sg.go and model_build_frontend_nlb.go.
test('hashes are over the cluster and the group, and what else the name stands for', () => {
  const hash = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('')).digest('hex').slice(0, 10);
  const [own, shared] = [{ id: 'my-namespace/my.ingress', ingress: { namespace: 'my-namespace', name: 'my.ingress' } }, { id: 'a-very-long-group-name-indeed' }];
  expect(balancerName('c', shared, 'internal')).toBe(`k8s-averylonggroupnam-${hash('c', shared.id, 'internal')}`);
  expect(securityGroupName('c', own)).toBe(`k8s-mynamesp-myingres-${hash('c', own.id)}`);
  const front = { cluster: 'c', port: 80, checkPort: 'traffic-port', checkProtocol: 'HTTP' };
  expect(frontendGroupName({ ...front, group: own })).toBe(`k8s-mynamesp-myingres-${hash('c', own.id, '80', 'alb', 'TCP', 'traffic-port', 'HTTP')}`);
  expect(frontendGroupName({ ...front, group: shared })).toBe(`k8s-averylonggroupnam-${hash('c', shared.id, '80', 'alb', 'TCP', 'traffic-port', 'HTTP')}`);
  expect(frontendName('k8s-averylonggroupnam-0123456789')).toBe('k8s-averylonggroupnam-012345-nlb');
});

test('without the cluster or the UID the readable part stands alone', () => {
  const parts = { cluster: 'c', group: 'g', ingress: { namespace: 'n', name: 'i' }, service: { namespace: 'my-namespace', name: 'web', uid: 'u' }, port: 'http', targetPort: 1, targetType: 'ip', protocol: 'HTTP', version: 'HTTP1' };
  expect(targetGroupName({ ...parts, cluster: undefined })).toBe('k8s-my-namespace-web-http');
  expect(targetGroupName({ ...parts, service: { namespace: 'my-namespace', name: 'web', uid: undefined } })).toBe('k8s-my-namespace-web-http');
  expect(frontendGroupName({ cluster: undefined, group: { id: 'shop/web' }, port: 80, checkPort: 80, checkProtocol: 'HTTP' })).toBe('k8s-shop-web-80');
});

test('the hash is SHA-256', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
    const text = 'ä'.repeat(length);
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
  }
});
