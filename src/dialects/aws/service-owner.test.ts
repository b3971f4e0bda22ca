import { expect, test } from 'vitest';
import { written } from '../../../test/given.ts';
import { serviceAt } from '../kubernetes/services.ts';
import { controllerIn, olderThan, ownerOf, type Owner } from './service-owner.ts';

const service = (annotations = '{}', spec = ''): string => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop, annotations: ${annotations} }
spec: { type: LoadBalancer, ${spec} selector: { app: web }, ports: [{ port: 80 }] }
`;

const running = (version: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: lbc, namespace: kube-system }
spec:
  selector: { matchLabels: { app: lbc } }
  template:
    metadata: { labels: { app: lbc } }
    spec: { containers: [{ name: lbc, image: "public.ecr.aws/eks/aws-load-balancer-controller:${version}" }] }
`;

const webhooks = (...names: readonly string[]): string => `---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: aws-load-balancer-webhook }
webhooks: [${names.map((name) => `{ name: ${name} }`).join(', ')}]
`;

async function owner(yaml: string): Promise<Owner> {
  const estate = await written(yaml);
  return ownerOf(serviceAt(estate, 'shop', 'web')!, controllerIn(estate, 'default'));
}

async function told(yaml: string): Promise<readonly unknown[]> {
  const { by, kind, scheme } = await owner(yaml);
  return [by, kind, scheme];
}

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

test('a class says whose a Service is, and beats annotations', async () => {
  expect(await told(service('{}', 'loadBalancerClass: service.k8s.aws/nlb,'))).toEqual(['load-balancer-controller', 'network', 'internal']);
  expect(await told(service(`{ ${prefix}type: nlb-ip }`, 'loadBalancerClass: eks.amazonaws.com/nlb,'))).toEqual(['another', undefined, undefined]);
  expect((await owner(service('{}', 'loadBalancerClass: eks.amazonaws.com/nlb,'))).why).toBe('loadBalancerClass eks.amazonaws.com/nlb is that of EKS Auto Mode');
});

test('the annotation external needs a target type, or nobody makes a load balancer', async () => {
  expect(await told(service(`{ ${prefix}type: external, ${prefix}nlb-target-type: ip }`))).toEqual(['load-balancer-controller', 'network', 'internal']);
  expect((await owner(service(`{ ${prefix}type: external }`) + running('v2.4.0'))).by).toBe('nobody');
  expect((await owner(service(`{ ${prefix}type: external }`) + running('v2.5.0'))).by).toBe('load-balancer-controller');
});

test('a Service that says nothing goes to the controller from 2.5 on, and to the cloud provider before', async () => {
  expect(await told(service() + running('v3.5.0'))).toEqual(['load-balancer-controller', 'network', 'internal']);
  expect(await told(service() + running('v2.4.7'))).toEqual(['cloud-provider', 'classic', 'internet-facing']);
  expect(await told(service(`{ ${prefix}type: nlb }`) + running('v2.1.3'))).toEqual(['cloud-provider', 'network', 'internet-facing']);
  expect(await told(service(`{ ${prefix}internal: "true" }`) + running('v2.1.3'))).toEqual(['cloud-provider', 'classic', 'internal']);
});

test('its own webhooks say more than its version', async () => {
  expect((await owner(service() + running('v2.4.7') + webhooks('mservice.elbv2.k8s.aws'))).by).toBe('load-balancer-controller');
  expect((await owner(service() + running('v3.5.0') + webhooks('mpod.elbv2.k8s.aws'))).by).toBe('cloud-provider');
});

test('where no input says who runs, nobody knows', async () => {
  expect(await told(service())).toEqual(['unknown', undefined, undefined]);
  expect(await told(service(`{ ${prefix}internal: "true" }`))).toEqual(['unknown', undefined, 'internal']);
  expect(await told(service(`{ ${prefix}scheme: internal }`))).toEqual(['load-balancer-controller', 'network', 'internal']);
});

test('releases are compared by their numbers', () => {
  expect([olderThan('2.4.7', '2.5.0'), olderThan('2.10.0', '2.5.0'), olderThan('2.5.0', '2.5.0'), olderThan('latest', '2.5.0')]).toEqual([true, false, false, false]);
});

test('a flag and its value may be two words', async () => {
  const program = running('v3.5.0').replace('[{ name: lbc,', '[{ name: lbc, args: [--load-balancer-class, mine],');
  expect((await owner(service('{}', 'loadBalancerClass: mine,') + program)).by).toBe('load-balancer-controller');
});
