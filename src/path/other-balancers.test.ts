import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { planText } from '../report/plan-text.ts';
import { paintOf } from '../report/paint.ts';
import { otherBalancersOf } from './other-balancers.ts';

const service = (name: string, spec: string): string => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { ${spec}, selector: { app: web }, ports: [{ port: 80 }] }
`;

const controller = (version: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: lbc, namespace: kube-system }
spec:
  selector: { matchLabels: { app: lbc } }
  template:
    metadata: { labels: { app: lbc } }
    spec: { containers: [{ name: lbc, image: "public.ecr.aws/eks/aws-load-balancer-controller:${version}" }] }
`;

test('a Service of type LoadBalancer that the controller leaves to others is told with who makes it and whether it is public', async () => {
  const services = service('own', 'type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb') + service('inside', 'type: NodePort') + service('plain', 'type: LoadBalancer') + service('auto', 'type: LoadBalancer, loadBalancerClass: eks.amazonaws.com/nlb');
  const old = otherBalancersOf(await written(services + controller('v2.4.7')));
  expect(old.map(({ service: named, by, kind, scheme }) => [named, by, kind, scheme])).toEqual([
    ['shop/auto', 'another', undefined, undefined],
    ['shop/plain', 'cloud-provider', 'classic', 'internet-facing'],
  ]);
  expect(otherBalancersOf(await written(services + controller('v3.5.0'))).map(({ service: named }) => named)).toEqual(['shop/auto']);
  expect(planText([], old, [], paintOf('plain'))).toContain('Service shop/plain: the cloud provider makes a public classic load balancer');
});
