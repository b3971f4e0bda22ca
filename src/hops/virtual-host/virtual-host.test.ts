import { expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: istio-system }
spec: { selector: { istio: ingress }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: xnat }
spec:
  selector: { istio: ingress }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.Example.org", "./bare.example"] }
    - { port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: cert }, hosts: ["*"] }
    - { port: { number: 9000, name: extra, protocol: HTTP }, hosts: ["*"] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: other, namespace: xnat }
spec: { selector: { istio: egress }, servers: [{ port: { number: 80, protocol: HTTP }, hosts: ["*"] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a, namespace: xnat }
spec: { hosts: [xnat.example.org, "*.org", bare.example, far.example], gateways: [gw.xnat.svc.cluster.local] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: hidden, namespace: xnat }
spec: { hosts: [hidden.example.org], gateways: [gw], exportTo: ["."] }
`;

test('virtual hosts are what a VirtualService and a server have in common, the most specific first', async () => {
  const read = kind.read((await given(estate)).estate, []);
  expect(read.at('chain/istio-system/ingress-0/8080/http.8080')).toEqual({ pod: 'istio-system/ingress-0', chain: 'http.8080', resource: 'Gateway xnat/gw', hosts: ['bare.example', 'xnat.example.org', '*.example.org'] });
  expect(read.at('chain/istio-system/ingress-0/9000/http.9000')?.hosts).toEqual(['bare.example', 'far.example', 'xnat.example.org', '*.org']);
  expect(read.at('chain/istio-system/ingress-0/15021/http.15021')).toBeUndefined();
});
