import { describe, expect, test } from 'vitest';
import { given, written } from '../../../../test/given.ts';
import { estateOf } from '../../../resource/estate.ts';
import type { JsonObject, Problem, Resource } from '../../../resource/resource.ts';
import { runControllers } from '../../run.ts';
import { endpoints } from '../../endpoints.ts';
import { workloads } from '../../workloads.ts';
import { targetGroupBindings } from './target-group-bindings.ts';

const arn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/6d0ecf831eec9f09';

const cluster = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { type: NodePort, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080, nodePort: 30080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: inner, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: aws-load-balancer-controller, namespace: kube-system }
spec:
  selector: { matchLabels: { app: lbc } }
  template:
    metadata: { labels: { app: lbc } }
    spec: { containers: [{ name: lbc, image: 'public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0', args: [--cluster-name=shop, --aws-vpc-id=vpc-11111111] }] }
---`;

function pod(name: string, address: string, status: JsonObject = {}): string {
  return `\n${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', labels: { app: 'web' } }, spec: { nodeName: 'node-a', containers: [{ name: 'web', image: 'web', ports: [{ name: 'http', containerPort: 8080 }] }] }, status: { podIP: address, conditions: [{ type: 'Ready', status: 'True' }], ...status } })}\n---`;
}

function node(name: string, instance: string, more: { readonly labels?: JsonObject; readonly spec?: JsonObject; readonly ready?: string } = {}): string {
  return `\n${JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: more.labels ?? {} }, spec: { providerID: `aws:///eu-west-1a/${instance}`, ...more.spec }, status: { conditions: [{ type: 'Ready', status: more.ready ?? 'True' }] } })}\n---`;
}

function binding(spec: JsonObject = {}, name = 'web', ingress?: readonly JsonObject[]): string {
  const networking = ingress === undefined ? { networking: { ingress: [{ from: [{ securityGroup: { groupID: 'sg-balancer' } }], ports: [{ port: 8080 }] }] } } : {};
  return `\n${JSON.stringify({ apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata: { name, namespace: 'shop' }, spec: { targetGroupARN: arn, targetType: 'ip', serviceRef: { name: 'web', port: 80 }, ...networking, ...spec } })}\n---`;
}

function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: '.', type, name, body, locate: () => undefined };
}

const group = aws('aws_lb_target_group', 'web', { arn, name: 'web', target_type: 'ip', protocol: 'HTTP', vpc_id: 'vpc-11111111' });
const vpc = aws('aws_vpc', 'main', { id: 'vpc-11111111', cidr_block: '10.0.0.0/16' });

async function made(text: string, ...more: readonly Resource[]): Promise<{ targets: readonly JsonObject[]; rules: readonly JsonObject[]; problems: readonly Problem[] }> {
  const { resources } = await written(cluster + text);
  const scope = resources[0]!.scope;
  const run = runControllers(estateOf([...resources, ...more.map((each) => ({ ...each, scope }))]).estate, [workloads, endpoints, targetGroupBindings]);
  return { targets: run.estate.ofType('aws_lb_target_group_attachment').map(({ body }) => body), rules: run.estate.ofType('aws_vpc_security_group_ingress_rule').map(({ body }) => body), problems: run.problems };
}

function told({ problems }: { readonly problems: readonly Problem[] }, name: string): readonly string[] {
  return problems.filter((each) => each.name === name).map(({ message }) => message);
}

describe('targets of type ip', () => {
  test('are the pods that are ready, by address and pod port', async () => {
    const { targets, problems } = await made(pod('a', '10.0.1.4') + pod('b', '10.0.1.5', { conditions: [{ type: 'Ready', status: 'False' }] }) + binding(), group, vpc);
    expect(targets).toEqual([{ target_group_arn: '${aws_lb_target_group.web.arn}', target_id: '10.0.1.4', port: 8080, kubernetes_pod: 'shop/a' }]);
    expect(problems).toEqual([]);
  });

  test('are of zone all where the pod is outside the VPC of the group', async () => {
    const { targets } = await made(pod('a', '100.64.3.4') + binding(), group, vpc);
    expect(targets.map((each) => each['availability_zone'])).toEqual(['all']);
  });

  test('of an overlay network are told: their node is in the VPC, and they are not', async () => {
    const found = await made(pod('a', '10.244.1.4', { hostIP: '10.0.1.9' }) + binding(), group, vpc);
    expect(told(found, 'pod-address-outside-vpc')).toEqual(["TargetGroupBinding shop/web registers addresses that no load balancer reaches: pod shop/a (10.244.1.4 on 10.0.1.9) has its address from a network of the cluster's own, of no VPC of the inputs, while the node is in one; the controller says: cannot resolve pod ENI"]);
  });

  test('of a network that may be routed are not: the node is outside, too, or is of another VPC, or nobody says where it is', async () => {
    const peer = aws('aws_vpc', 'peer', { id: 'vpc-22222222', cidr_block: '10.244.0.0/16' });
    for (const found of [await made(pod('a', '10.244.1.4', { hostIP: '10.80.1.9' }) + binding(), group, vpc), await made(pod('a', '10.244.1.4', { hostIP: '10.0.1.9' }) + binding(), group, vpc, peer), await made(pod('a', '10.244.1.4') + binding(), group, vpc), await made(pod('a', '10.244.1.4', { hostIP: '10.0.1.9' }) + binding(), group)]) expect(told(found, 'pod-address-outside-vpc')).toEqual([]);
  });

  test('cannot have an address that is neither private nor of the VPC', async () => {
    const found = await made(pod('a', '54.1.2.3') + binding(), group, vpc);
    expect(found.targets).toEqual([]);
    expect(told(found, 'binding-crosses-vpc')).toEqual(['TargetGroupBinding shop/web does not register pod shop/a: 54.1.2.3 is neither of VPC vpc-11111111 (10.0.0.0/16) nor private, and a target group takes no other address']);
  });

  test('that are all unready are named with the reason', async () => {
    const found = await made(pod('a', '10.0.1.4', { conditions: [{ type: 'Ready', status: 'False' }] }) + binding(), group, vpc);
    expect(told(found, 'binding-registers-no-target')).toEqual(['TargetGroupBinding shop/web registers nothing: pod shop/a is not ready']);
  });

  test('of another account are of zone all where its VPC cannot be seen', async () => {
    const foreign = { ...group, body: { ...group.body, vpc_id: 'vpc-22222222' } };
    const { targets } = await made(pod('a', '10.0.1.4') + binding({ iamRoleArnToAssume: 'arn:aws:iam::444455556666:role/edge' }), foreign, vpc);
    expect(targets.map((each) => each['availability_zone'])).toEqual(['all']);
  });
});

describe('targets of type instance', () => {
  const instances = { ...group, body: { ...group.body, target_type: 'instance' } };

  test('are the nodes by instance and node port, without those that are left out', async () => {
    const nodes = node('node-a', 'i-1') + node('node-b', 'i-2', { ready: 'False' }) + node('node-c', 'i-3', { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } }) + node('node-d', 'i-4', { spec: { taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }] } });
    const { targets } = await made(pod('a', '10.0.1.4') + nodes + binding({ targetType: 'instance', networking: { ingress: [] } }), instances, vpc);
    expect(targets).toEqual([{ target_group_arn: '${aws_lb_target_group.web.arn}', target_id: 'i-1', port: 30080, kubernetes_service: 'shop/web/80' }]);
  });

  test('on Fargate alone there is nothing to register', async () => {
    const found = await made(node('node-c', 'i-3', { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } }) + binding({ targetType: 'instance' }), instances, vpc);
    expect(told(found, 'binding-registers-no-target')).toEqual(['TargetGroupBinding shop/web registers nothing: node node-c has the label eks.amazonaws.com/compute-type']);
  });

  test('need a Service with node ports', async () => {
    const found = await made(binding({ targetType: 'instance', serviceRef: { name: 'inner', port: 80 } }), instances, vpc);
    expect(told(found, 'binding-registers-no-target')[0]).toContain("the controller says: service type must be either 'NodePort' or 'LoadBalancer': shop/inner");
  });

  test('cannot be in a group of another VPC', async () => {
    const foreign = { ...instances, body: { ...instances.body, vpc_id: 'vpc-22222222' } };
    const found = await made(node('node-a', 'i-1') + binding({ targetType: 'instance' }), foreign, vpc);
    expect(told(found, 'binding-crosses-vpc')).toHaveLength(1);
  });
});

describe('a binding', () => {
  test('of a group that no input holds is told by the name of the group', async () => {
    const found = await made(pod('a', '10.0.1.4') + binding());
    expect(told(found, 'target-group-not-in-input')[0]).toContain('target group web, of which the inputs hold nothing');
    expect(found.targets).toEqual([]);
  });

  test('finds a group that Terraform has not made yet by the name in its ARN', async () => {
    const { targets } = await made(pod('a', '10.0.1.4') + binding(), { ...group, body: { name: 'web', target_type: 'ip', protocol: 'HTTP' } });
    expect(targets).toHaveLength(1);
  });

  test('without a Service registers nothing', async () => {
    const found = await made(binding({ serviceRef: { name: 'wbe', port: 80 } }), group);
    expect(told(found, 'binding-registers-no-target')).toEqual(['TargetGroupBinding shop/web registers nothing: there is no Service shop/wbe; the controller says: backend not found: services "wbe" not found']);
  });

  test('of a group that another one binds is refused', async () => {
    const found = await made(binding() + binding({}, 'second'), group);
    expect(told(found, 'binding-refused')).toHaveLength(2);
    expect(found.targets).toEqual([]);
  });

  test('without networking opens nothing, which is told where nobody else has rules', async () => {
    const found = await made(pod('a', '10.0.1.4') + binding({}, 'web', []), group, vpc);
    expect(told(found, 'binding-opens-no-port')).toHaveLength(1);
    const owned = await made(pod('a', '10.0.1.4') + binding({}, 'web', []), group, vpc, aws('aws_security_group', 'nodes', { id: 'sg-nodes' }));
    expect(owned.problems).toEqual([]);
  });
});

describe('a target group that two clusters bind', () => {
  async function both(spec: JsonObject): Promise<{ targets: readonly JsonObject[]; problems: readonly Problem[] }> {
    const { resources } = await written(cluster + pod('a', '10.0.1.4') + binding(spec));
    const [blue, green] = ['blue', 'green'].map((scope) => resources.map((each) => ({ ...each, scope })));
    const run = runControllers(estateOf([...blue!, ...green!, { ...group, scope: 'edge' }]).estate, [workloads, endpoints, targetGroupBindings]);
    return { targets: run.estate.ofType('aws_lb_target_group_attachment').map(({ body }) => body), problems: run.problems };
  }

  test('loses the targets of one whenever the other changes', async () => {
    const found = await both({});
    expect(told(found, 'target-group-shared-by-clusters').toSorted()).toEqual(['blue', 'green'].map((other) => `TargetGroupBinding shop/web (${other}) of another cluster binds the same target group as shop/web: each of the two controllers deregisters what the other one registers, unless both say multiClusterTargetGroup`));
  });

  test('keeps them all where both say that it is shared', async () => {
    const found = await both({ multiClusterTargetGroup: true });
    expect(told(found, 'target-group-shared-by-clusters')).toEqual([]);
    expect(found.targets).toHaveLength(2);
  });
});

test('a node port that is chosen later leaves nothing wrong with the load balancer that is made of an Ingress', async () => {
  const ingress = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: late, namespace: shop }
spec: { ingressClassName: alb, defaultBackend: { service: { name: late, port: { number: 80 } } } }
---
apiVersion: v1
kind: Service
metadata: { name: late, namespace: shop }
spec: { type: NodePort, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---`;
  const { estate, problems } = await given(cluster + ingress);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(estate.ofType('aws_lb_target_group_attachment').map(({ body }) => body['kubernetes_service'])).toEqual(['shop/late/80']);
});

describe('the security groups of targets', () => {
  const eni = (groups: readonly string[]): Resource => aws('aws_network_interface', 'eni-1', { id: 'eni-1', private_ips: ['10.0.1.4'], security_groups: [...groups] });
  const own = aws('aws_security_group', 'nodes', { id: 'sg-nodes', name: 'nodes', tags: { 'kubernetes.io/cluster/shop': 'owned' } });
  const extra = aws('aws_security_group', 'extra', { id: 'sg-extra', name: 'extra', tags: { 'kubernetes.io/cluster/shop': 'owned' } });

  test('get one range from the lowest to the highest port, and what it opens beyond need is told', async () => {
    const networking = { ingress: [{ from: [{ securityGroup: { groupID: 'sg-balancer' } }], ports: [{ port: 8080 }, { port: 15021 }] }] };
    const found = await made(pod('a', '10.0.1.4') + binding({ networking }), group, vpc, eni(['sg-nodes']), own);
    expect(found.rules).toEqual([{ security_group_id: 'sg-nodes', ip_protocol: 'tcp', from_port: 8080, to_port: 15021, referenced_security_group_id: 'sg-balancer', description: 'elbv2.k8s.aws/targetGroupBinding=shared' }]);
    expect(told(found, 'more-ports-opened-than-asked')).toEqual(['security group sg-nodes lets sg-balancer reach tcp ports 8080-15021, although only 8080, 15021 are asked for: the controller writes one range from the lowest to the highest port, so 8081-15020 are open as well']);
  });

  test('that no input holds get the range of a binding all the same', async () => {
    const networking = { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/24' } }, { securityGroup: { groupID: 'sg-balancer' } }], ports: [{ port: 8080 }, { port: 8082 }] }] };
    const found = await made(pod('a', '10.0.1.4') + binding({ networking }), group, vpc);
    expect(found.rules).toEqual([]);
    expect(told(found, 'more-ports-opened-than-asked')).toEqual(['the security group of every target of TargetGroupBinding shop/web lets sg-balancer reach tcp ports 8080-8082, although only 8080, 8082 are asked for: the controller writes one range from the lowest to the highest port, so 8081 is open as well']);
  });

  test('are those of the interface out of whose prefix a pod has its address', async () => {
    const prefixed = aws('aws_network_interface', 'eni-1', { id: 'eni-1', private_ips: ['10.0.1.1'], ipv4_prefixes: ['10.0.1.0/28'], security_groups: ['sg-nodes'] });
    const found = await made(pod('a', '10.0.1.4') + binding(), group, vpc, prefixed, own);
    expect(found.rules.map((each) => each['security_group_id'])).toEqual(['sg-nodes']);
  });

  test('cannot be told for a pod whose network is not that of the VPC', async () => {
    const found = await made(pod('a', '192.168.7.4') + binding(), group, vpc, eni(['sg-nodes']), own);
    expect(told(found, 'target-security-group-not-opened')[0]).toContain('cannot resolve pod ENI for pods: [shop/a]');
    expect(found.targets).toHaveLength(1);
  });

  test('are taken to be opened where the inputs hold other interfaces', async () => {
    const found = await made(pod('a', '10.0.9.9') + binding(), group, vpc, eni(['sg-nodes']), own);
    expect(found.problems).toEqual([]);
  });

  test('have to be one that is tagged for the cluster', async () => {
    const found = await made(pod('a', '10.0.1.4') + binding(), group, vpc, eni(['sg-nodes', 'sg-extra']), own, extra);
    expect(found.rules).toEqual([]);
    expect(told(found, 'target-security-group-not-opened')[0]).toContain('expected exactly one securityGroup tagged with kubernetes.io/cluster/shop for eni eni-1, got: [sg-extra sg-nodes] (clusterName: shop)');
    expect(found.targets).toHaveLength(1);
  });
});
