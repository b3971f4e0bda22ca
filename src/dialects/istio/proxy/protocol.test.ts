import { describe, expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import { podAt } from '../../kubernetes/pods.ts';
import { inboundPort } from './inbound-port.ts';
import { protocolOf } from './protocol.ts';

describe('the protocol of a Service port', () => {
  test.each([
    [{ name: 'http' }, 'http'],
    [{ name: 'http2-api' }, 'http'],
    [{ name: 'grpc-web-ui' }, 'http'],
    [{ name: 'https' }, 'tls'],
    [{ name: 'tls-mail' }, 'tls'],
    [{ name: 'mongo' }, 'tcp'],
    [{ name: 'TCP-dicom' }, 'tcp'],
    [{ name: 'dicom' }, 'auto'],
    [{}, 'auto'],
    [{ port: 3306 }, 'tcp'],
    [{ name: 'http', appProtocol: 'tcp' }, 'tcp'],
    [{ name: 'tcp', appProtocol: 'kubernetes.io/h2c' }, 'http'],
    [{ name: 'tcp', appProtocol: 'kubernetes.io/wss' }, 'tls'],
    [{ name: 'x', appProtocol: 'vendor.example/thing' }, 'auto'],
    [{ name: 'http', protocol: 'UDP' }, 'udp'],
    [{ name: 'constructor' }, 'auto'],
  ])('%j is %s', (port, expected) => {
    expect(protocolOf({ port: 80, protocol: 'TCP', ...port })).toBe(expected);
  });
});

const estate = (second: string, created = ''): string => `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: app, ports: [{ name: web, containerPort: 8080 }] }, { name: istio-proxy }] }
---
apiVersion: v1
kind: Service
metadata: { name: b, namespace: shop${created} }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: web }] }
---
apiVersion: v1
kind: Service
metadata: { name: c, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: ${second}, port: 81, targetPort: 8080 }] }
`;

test('a pod port speaks what the Services that lead to it say', async () => {
  const shop = await written(estate('http-two'));
  const pod = podAt(shop, 'shop', 'web')!;
  expect(inboundPort(shop, pod, 8080)).toEqual({ protocol: 'http', services: ['shop/b', 'shop/c'] });
  expect(inboundPort(shop, pod, 9999)).toEqual({ protocol: 'auto', services: [] });
});

test('where they disagree and none is dated, the answer is in doubt', async () => {
  const shop = await written(estate('tcp'));
  expect(inboundPort(shop, podAt(shop, 'shop', 'web')!, 8080)).toMatchObject({ doubt: expect.stringContaining('shop/b and shop/c give port 8080 different protocols (http, tcp)') as string });
});
