import { describe, expect, test } from 'vitest';
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

const controller = (version: string, flags = ''): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: aws-load-balancer-controller, namespace: kube-system }
spec:
  selector: { matchLabels: { app: controller } }
  template:
    metadata: { labels: { app: controller } }
    spec: { containers: [{ name: controller, image: "public.ecr.aws/eks/aws-load-balancer-controller:v${version}", args: [--cluster-name=prod${flags}] }] }
`;

const annotated = (...pairs: readonly string[]): string => `{ ${pairs.map((pair) => `service.beta.kubernetes.io/${pair}`).join(', ')} }`;

test('the controller takes new Services from 2.5 on and keeps them inside; before that the cloud provider makes them public', async () => {
  const open = async (yaml: string): Promise<boolean | undefined> => kind.read((await given(yaml)).estate, []).entries?.[0]?.public;
  const plain = service('type: LoadBalancer');
  expect(await open(plain + controller('3.5.0'))).toBe(false);
  expect(await open(plain + controller('2.5.0'))).toBe(false);
  expect(await open(plain + controller('2.4.7'))).toBe(true);
  expect(await open(plain + controller('3.5.0', ', --default-load-balancer-scheme=internet-facing'))).toBe(true);
  expect(await open(service('type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb') + controller('2.1.3'))).toBe(true);
  expect(await open(service('type: LoadBalancer', annotated('aws-load-balancer-scheme: internal')) + controller('2.4.7'))).toBe(true);
  expect(await open(service('type: LoadBalancer', annotated('aws-load-balancer-internal: "true"')) + controller('2.4.7'))).toBe(false);
});

test('pods see the client where the balancer and the nodes keep its address', async () => {
  const spec = async (text: string, annotations = '{}', version = '3.5.0'): Promise<readonly unknown[]> => {
    const found = kind.read((await given(service(text, annotations) + controller(version))).estate, []).at('balancer/istio-system/ingress/443');
    return [found?.keepsSource, found?.shows];
  };
  expect(await spec('type: LoadBalancer, externalTrafficPolicy: Local')).toEqual([true, undefined]);
  expect(await spec('type: LoadBalancer')).toEqual([false, 'with externalTrafficPolicy Cluster, Service istio-system/ingress gets connections from the address of whichever node takes them']);
  const pods = annotated('aws-load-balancer-nlb-target-type: ip');
  expect(await spec('type: LoadBalancer, externalTrafficPolicy: Local', pods)).toEqual([false, 'the load balancer of Service istio-system/ingress dials on from addresses of its own: preserve_client_ip.enabled is not on']);
  expect(await spec('type: LoadBalancer', annotated('aws-load-balancer-nlb-target-type: ip', 'aws-load-balancer-target-group-attributes: preserve_client_ip.enabled=true'))).toEqual([true, undefined]);
  expect(await spec('type: LoadBalancer, externalTrafficPolicy: Local', '{}', '2.4.0')).toEqual([false, 'the classic load balancer of Service istio-system/ingress dials on from addresses of its own']);
});

test('source ranges keep others out where the security group is made for them', async () => {
  const from = async (text: string, annotations = '{}'): Promise<unknown> => kind.read((await given(service(text, annotations) + controller('3.5.0'))).estate, []).at('balancer/istio-system/ingress/443')?.from?.ranges;
  expect(await from('type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]')).toEqual(['10.0.0.0/8']);
  expect(await from('type: LoadBalancer', annotated('load-balancer-source-ranges: "10.0.0.0/8, 192.0.2.0/24"'))).toEqual(['10.0.0.0/8', '192.0.2.0/24']);
  expect(await from('type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]', annotated('aws-load-balancer-security-groups: sg-1'))).toBeUndefined();
  expect(await from('type: LoadBalancer')).toBeUndefined();
});

test('"*" among the TLS ports is no port for the controller and every port for the cloud provider', async () => {
  const ends = async (version: string): Promise<boolean> => kind.read((await given(service('type: LoadBalancer', annotated('aws-load-balancer-ssl-cert: arn', 'aws-load-balancer-ssl-ports: "*"')) + controller(version))).estate, []).at('balancer/istio-system/ingress/443')?.endsTls !== undefined;
  expect([await ends('3.5.0'), await ends('2.4.0')]).toEqual([false, true]);
});

describe('client IP preservation sends pods back to where they are', () => {
  const placed = (name: string, node: string, labels = '{ istio: ingress }'): string => `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: istio-system, labels: ${labels} }\nspec: { ${node === '' ? '' : `nodeName: ${node}, `}containers: [{ name: ${name} }] }\n`;
  const near = placed('near', 'node-a', '{ app: client }');
  const far = placed('far', 'node-b', '{ app: client }');
  const nowhere = placed('nowhere', '', '{ app: client }');
  const internal = 'aws-load-balancer-scheme: internal';
  const pods = annotated(internal, 'aws-load-balancer-nlb-target-type: ip', 'aws-load-balancer-target-group-attributes: preserve_client_ip.enabled=true');
  const back = async (annotations: string, estate: string, spec = 'type: LoadBalancer'): Promise<readonly unknown[]> => {
    const { returns = [] } = kind.read((await given(service(spec, annotations) + controller('3.5.0') + estate)).estate, []).at('balancer/istio-system/ingress/443') ?? {};
    return returns.map(({ pods: who, doubt }) => [who?.map((each) => each.split('/')[1]).filter((name) => name !== undefined && !name.startsWith('aws-')), doubt?.replace(/^.*(?:may pick|no input says)/, '…')]);
  };
  const own = "… a target on the client's own node, from which nothing returns: preserve_client_ip.enabled is on";
  const either = "… on which nodes the client and the targets of the load balancer of Service istio-system/ingress run, and from the client's own node nothing returns: preserve_client_ip.enabled is on";

  test('where all targets are on their node, or they are the only target', async () => {
    expect((await back(pods, placed('a', 'node-a') + near + far))[0]).toEqual([['a', 'near'], undefined]);
  });

  test('perhaps, where some are, or where nobody says which', async () => {
    const found = await back(pods, placed('a', 'node-a') + placed('b', 'node-b') + near + placed('other', 'node-c', '{ app: client }') + nowhere);
    expect(found).toEqual([[['a', 'b', 'near'], own], [['nowhere'], either]]);
  });

  test('perhaps each, where nodes are targets and spread connections; with the Local policy only those beside a target', async () => {
    expect(await back(annotated(internal), placed('a', 'node-a') + near + far)).toEqual([[undefined, "… the client's own node, from which nothing returns: preserve_client_ip.enabled is on"]]);
    expect((await back(annotated(internal), placed('a', 'node-a') + near + far, 'type: LoadBalancer, externalTrafficPolicy: Local'))[0]).toEqual([['a', 'near'], undefined]);
  });

  test('none, where the address is not kept, or the load balancer is public', async () => {
    const estate = placed('a', 'node-a') + near;
    expect(await back(annotated(internal, 'aws-load-balancer-nlb-target-type: ip'), estate)).toEqual([]);
    expect(await back(annotated(internal, 'aws-load-balancer-target-group-attributes: preserve_client_ip.enabled=false'), estate)).toEqual([]);
    expect(await back(pods.replace('scheme: internal', 'scheme: internet-facing'), estate)).toEqual([]);
  });

  test('and is mended where the attribute stands, beside what else stands there', async () => {
    const mended = async (annotations: string): Promise<unknown> => {
      const spec = kind.read((await given(service('type: LoadBalancer', annotations) + controller('3.5.0') + placed('a', 'node-a') + near)).estate, []).at('balancer/istio-system/ingress/443')!;
      const blocked = { cause: 'hairpin-dropped', attribute: undefined, resource: 'Service istio-system/ingress', dialler: 'client', request: {} } as const;
      expect(kind.mend!(spec, { ...blocked, cause: 'guard-dropped' })).toEqual([]);
      return kind.mend!(spec, blocked).flatMap(({ edits }) => edits.map((edit) => ('to' in edit ? [edit.path.at(-1), edit.to] : [])));
    };
    const attributes = 'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes';
    expect(await mended(annotated(internal))).toEqual([[attributes, 'preserve_client_ip.enabled=false']]);
    expect(await mended(pods.replace('attributes: preserve_client_ip', 'attributes: "a.b=1,preserve_client_ip').replace('=true', '=true"'))).toEqual([[attributes, 'a.b=1,preserve_client_ip.enabled=false']]);
    expect(await mended(annotated(internal, 'aws-load-balancer-nlb-target-type: ip', 'aws-load-balancer-target-group-attributes.443: preserve_client_ip.enabled=true'))).toEqual([[`${attributes}.443`, 'preserve_client_ip.enabled=false']]);
  });
});
