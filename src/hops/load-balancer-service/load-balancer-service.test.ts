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
  const { entries = [] } = kind.read((await given(service('type: LoadBalancer', '{ service.beta.kubernetes.io/aws-load-balancer-internal: "true" }'))).estate, []);
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

const controller = (version: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: aws-load-balancer-controller, namespace: kube-system }
spec:
  selector: { matchLabels: { app: controller } }
  template:
    metadata: { labels: { app: controller } }
    spec: { containers: [{ name: controller, image: "public.ecr.aws/eks/aws-load-balancer-controller:v${version}", args: [--cluster-name=prod] }] }
`;

const annotated = (...pairs: readonly string[]): string => `{ ${pairs.map((pair) => `service.beta.kubernetes.io/${pair}`).join(', ')} }`;

test('what the load balancer controller makes is no matter of its own; Services that it leaves to the cloud provider are', async () => {
  const open = async (yaml: string): Promise<boolean | undefined> => kind.read((await given(yaml)).estate, []).entries?.[0]?.public;
  const plain = service('type: LoadBalancer');
  for (const made of [plain + controller('3.5.0'), plain + controller('2.5.0'), service('type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb') + controller('2.4.7')]) {
    const { entries, at } = kind.read((await given(made)).estate, []);
    expect([entries, at('balancer/istio-system/ingress/443')]).toEqual([[], undefined]);
  }
  expect(await open(plain + controller('2.4.7'))).toBe(true);
  expect(await open(service('type: LoadBalancer', annotated('aws-load-balancer-scheme: internal')) + controller('2.4.7'))).toBe(true);
  expect(await open(service('type: LoadBalancer', annotated('aws-load-balancer-internal: "true"')) + controller('2.4.7'))).toBe(false);
});

const nlb = 'aws-load-balancer-type: nlb';

test('pods see the client where the balancer and the nodes keep its address', async () => {
  const spec = async (text: string, annotations = annotated(nlb)): Promise<readonly unknown[]> => {
    const found = kind.read((await given(service(text, annotations) + controller('2.4.0'))).estate, []).at('balancer/istio-system/ingress/443');
    return [found?.keepsSource, found?.shows];
  };
  expect(await spec('type: LoadBalancer, externalTrafficPolicy: Local')).toEqual([true, undefined]);
  expect(await spec('type: LoadBalancer')).toEqual([false, 'with externalTrafficPolicy Cluster, Service istio-system/ingress gets connections from the address of whichever node takes them']);
  expect(await spec('type: LoadBalancer, externalTrafficPolicy: Local', '{}')).toEqual([false, 'the classic load balancer of Service istio-system/ingress dials on from addresses of its own']);
});

test('source ranges keep others out where the security group is made for them', async () => {
  const from = async (text: string, annotations = '{}', more = controller('2.4.0')): Promise<unknown> => kind.read((await given(service(text, annotations) + more)).estate, []).at('balancer/istio-system/ingress/443')?.from?.ranges;
  expect(await from('type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]')).toEqual(['10.0.0.0/8']);
  expect(await from('type: LoadBalancer', annotated('load-balancer-source-ranges: "10.0.0.0/8, 192.0.2.0/24"'))).toEqual(['10.0.0.0/8', '192.0.2.0/24']);
  expect(await from('type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]', '{}', '')).toBeUndefined();
  expect(await from('type: LoadBalancer')).toBeUndefined();
});

test('"*" among the TLS ports is every port', async () => {
  const found = kind.read((await given(service('type: LoadBalancer', annotated('aws-load-balancer-ssl-cert: arn', 'aws-load-balancer-ssl-ports: "*"')) + controller('2.4.0'))).estate, []);
  expect(found.at('balancer/istio-system/ingress/443')?.endsTls?.onward).toBe('plain');
});

test('nodes that keep the address of clients inside send some of them back to where they are', async () => {
  const placed = (name: string, node: string, labels: string): string => `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: istio-system, labels: ${labels} }\nspec: { nodeName: ${node}, containers: [{ name: ${name} }] }\n`;
  const pods = placed('a', 'node-a', '{ istio: ingress }') + placed('near', 'node-a', '{ app: client }') + placed('far', 'node-b', '{ app: client }');
  const back = async (spec: string, scheme = 'aws-load-balancer-internal: "true"'): Promise<readonly unknown[]> => {
    const { returns = [] } = kind.read((await given(service(spec, annotated(nlb, scheme)) + controller('2.4.0') + pods)).estate, []).at('balancer/istio-system/ingress/443') ?? {};
    return returns.map(({ pods: who, doubt }) => [who?.map((each) => each.split('/')[1]), doubt !== undefined]);
  };
  expect(await back('type: LoadBalancer')).toEqual([[undefined, true]]);
  expect((await back('type: LoadBalancer, externalTrafficPolicy: Local'))[0]).toEqual([['a', 'near'], false]);
  expect(await back('type: LoadBalancer', 'aws-load-balancer-internal: "false"')).toEqual([]);
});
