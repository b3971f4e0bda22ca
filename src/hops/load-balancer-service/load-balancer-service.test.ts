import { expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';

const service = (spec: string, annotations = '{}'): string => `
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: istio-system, annotations: ${annotations} }
spec: { ${spec}, selector: { istio: ingress }, ports: [{ name: http2, port: 80 }, { name: https, port: 443 }, { name: dicom, port: 104 }, { name: dns, port: 53, protocol: UDP }] }
`;

const gateway = `---
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front, namespace: shop }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 80, protocol: HTTP }, hosts: [b.example, shop/A.example, "*.c.example"] }] }
`;

test('each TCP port of a Service of type LoadBalancer is an entry, listed with the names that a gateway behind it listens for', async () => {
  const { entries = [] } = kind.read((await given(service('type: LoadBalancer') + gateway)).estate, []);
  expect(entries.map(({ address, scheme, port, hosts, public: open }) => [address, scheme, port, hosts, open])).toEqual([
    ['balancer/istio-system/ingress/80', 'http', 80, ['*.c.example', 'a.example', 'b.example'], true],
    ['balancer/istio-system/ingress/443', 'https', 443, [], true],
    ['balancer/istio-system/ingress/104', 'tcp', 104, [], true],
  ]);
});

test('other Services have none, and an internal balancer is for clients inside', async () => {
  expect(kind.read((await given(service('type: NodePort'))).estate, []).entries).toEqual([]);
  const { entries = [] } = kind.read((await given(service('type: LoadBalancer', '{ service.beta.kubernetes.io/aws-load-balancer-scheme: internal }'))).estate, []);
  expect(entries[0]?.public).toBe(false);
});

test('annotations of the AWS controllers switch the PROXY protocol on', async () => {
  const preamble = async (annotations: string): Promise<string | undefined> => kind.read((await given(service('type: LoadBalancer', annotations))).estate, []).at('balancer/istio-system/ingress/80')?.preamble;
  expect(await preamble('{ service.beta.kubernetes.io/aws-load-balancer-proxy-protocol: "*" }')).toBe('v1');
  expect(await preamble('{ service.beta.kubernetes.io/aws-load-balancer-type: nlb, service.beta.kubernetes.io/aws-load-balancer-proxy-protocol: "*" }')).toBe('v2');
  expect(await preamble('{ service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: "a.b=1, proxy_protocol_v2.enabled=true" }')).toBe('v2');
  expect(await preamble('{}')).toBeUndefined();
});

test('a certificate of the AWS controllers makes the balancer end TLS, on the ports that are named', async () => {
  const at = async (annotations: string, port: number): Promise<unknown> => kind.read((await given(service('type: LoadBalancer', annotations))).estate, []).at(`balancer/istio-system/ingress/${port}`)?.endsTls?.onward;
  const certificate = 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-central-1:111122223333:certificate/a';
  expect(await at(`{ ${certificate} }`, 80)).toBe('plain');
  expect(await at(`{ ${certificate}, service.beta.kubernetes.io/aws-load-balancer-ssl-ports: "https" }`, 80)).toBeUndefined();
  expect(await at(`{ ${certificate}, service.beta.kubernetes.io/aws-load-balancer-ssl-ports: "443", service.beta.kubernetes.io/aws-load-balancer-backend-protocol: ssl }`, 443)).toBe('tls');
});
