import { describe, expect, test } from 'vitest';
import { given, written } from '../../test/given.ts';
import { judged } from '../findings/judge.ts';
import { kind as listener } from '../hops/nlb-listener/kind.ts';
import { kind as targets } from '../hops/nlb-target-group/kind.ts';
import type { NlbTargetGroupSpec } from '../hops/nlb-target-group/spec.ts';
import { pathOf } from './path.ts';
import { traceOf, type Trace } from './trace.ts';
import type { From } from './request.ts';

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

/** A Service that the load balancer controller makes a Network Load Balancer of. */
function service(annotations: Readonly<Record<string, string>> = {}, spec = ''): string {
  return `---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop, annotations: ${JSON.stringify(Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value])))} }
spec: { type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: dns, port: 53, protocol: UDP }]${spec} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: controller, namespace: kube-system }
spec:
  selector: { matchLabels: { app: controller } }
  template:
    metadata: { labels: { app: controller } }
    spec: { containers: [{ name: controller, image: "public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0", args: [--cluster-name=shop, --aws-vpc-id=vpc-1] }] }
`;
}

const pod = (name: string, node: string, address: string, app = 'web'): string => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${app} } }
spec: { nodeName: ${node}, containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
status: { podIP: ${address}, conditions: [{ type: Ready, status: "True" }] }
`;

const out = 'IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: 0.0.0.0/0 }] }]';
const all = (egress: boolean): string => `{ RuleNumber: 100, Protocol: "-1", RuleAction: allow, Egress: ${egress}, CidrBlock: 0.0.0.0/0 }`;
const inner = 'Tags: [{ Key: kubernetes.io/role/internal-elb, Value: "1" }]';
const network = `---
Vpcs: [{ VpcId: vpc-1, CidrBlock: 10.0.0.0/16 }]
Subnets:
  - { SubnetId: subnet-a, VpcId: vpc-1, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-central-1a, AvailableIpAddressCount: 100, ${inner} }
  - { SubnetId: subnet-b, VpcId: vpc-1, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-central-1b, AvailableIpAddressCount: 100, ${inner} }
NetworkInterfaces:
  - { NetworkInterfaceId: eni-node, SubnetId: subnet-a, VpcId: vpc-1, PrivateIpAddress: 10.0.1.4, Groups: [{ GroupId: sg-node }] }
  - { NetworkInterfaceId: eni-client, SubnetId: subnet-b, VpcId: vpc-1, PrivateIpAddress: 10.0.2.77, Groups: [{ GroupId: sg-client }] }
SecurityGroups:
  - { GroupId: sg-node, GroupName: node, VpcId: vpc-1, Tags: [{ Key: kubernetes.io/cluster/shop, Value: owned }], IpPermissions: [], ${out} }
  - { GroupId: sg-client, GroupName: client, VpcId: vpc-1, IpPermissions: [], ${out} }
RouteTables:
  - { RouteTableId: rtb-1, VpcId: vpc-1, Routes: [{ DestinationCidrBlock: 10.0.0.0/16, GatewayId: local, State: active }], Associations: [{ Main: true, RouteTableId: rtb-1 }] }
NetworkAcls:
  - { NetworkAclId: acl-1, VpcId: vpc-1, IsDefault: true, Associations: [{ SubnetId: subnet-a }, { SubnetId: subnet-b }], Entries: [${all(true)}, ${all(false)}] }
`;

const inside = { scheme: 'internal', 'nlb-target-type': 'ip' };

async function traced(yaml: string, from: From): Promise<Trace> {
  const found = traceOf(pathOf((await written(yaml)).resources), { url: 'http://shop.example.com/', method: 'GET', headers: [], from });
  if ('wrong' in found) throw new Error(found.wrong);
  return found;
}

const verdicts = ({ outcomes }: Trace): readonly string[] => [...new Set(outcomes.map(({ verdict }) => ('cause' in verdict ? `${verdict.kind} ${verdict.cause ?? ''}` : verdict.kind)))].sort();
const groupOf = async (yaml: string): Promise<NlbTargetGroupSpec> => targets.read((await given(yaml)).estate, []).at('targets/k8s-shop-web/k8s-shop-web-80/80')!;

describe('a Network Load Balancer that the controller makes of a Service', () => {
  test('is an entry for every name, but for datagrams', async () => {
    const entries = async (scheme: string): Promise<unknown> => (listener.read((await given(service({ scheme }))).estate, []).entries ?? []).map(({ address, scheme: speaks, hosts, passes, public: open }) => [address, speaks, hosts, passes, open]);
    expect(await entries('internal')).toEqual([['forward/k8s-shop-web/80', 'http', [], true, false]]);
    expect(await entries('internet-facing')).toEqual([['forward/k8s-shop-web/80', 'http', [], true, true]]);
  });

  test('passes security groups, access lists and routes, those that the controller makes too', async () => {
    const yaml = service(inside, ', loadBalancerSourceRanges: [10.0.2.0/24]') + pod('web-0', 'a', '10.0.1.4') + network;
    const found = await traced(yaml, { kind: 'address', address: '10.0.2.77' });
    expect(verdicts(found)).toEqual(['delivered']);
    expect(found.health.map(({ state }) => state)).toEqual(['healthy']);
    const met = found.outcomes[0]?.steps.map(({ hop }) => hop) ?? [];
    expect(met.filter((hop) => /^(in|forward|targets|pod)\//.test(hop)).map((hop) => hop.replace(/aws_network_interface\.balancer:/, '')).filter((hop, index, list) => list.indexOf(hop) === index)).toEqual(['in/k8s-shop-web:subnet-a/80', 'forward/k8s-shop-web/80', 'targets/k8s-shop-web/k8s-shop-web-80/80', 'in/eni-node/8080', 'pod/shop/web-0/8080']);
    expect(verdicts(await traced(yaml, { kind: 'address', address: '10.0.1.9' }))).toEqual(['dropped guard-dropped']);
    expect(judged(pathOf((await written(yaml)).resources), []).map(({ finding }) => finding.name)).toEqual([]);
  });

  test('keeps others out by the ranges of the Service where no interface is known', async () => {
    const yaml = service(inside, ', loadBalancerSourceRanges: [10.0.2.0/24]') + pod('web-0', 'a', '10.0.1.4');
    expect(verdicts(await traced(yaml, { kind: 'address', address: '10.0.2.77' }))).toEqual(['delivered']);
    expect(verdicts(await traced(yaml, { kind: 'address', address: '10.0.1.9' }))).toEqual(['dropped guard-dropped']);
    const own = service({ ...inside, 'security-groups': 'sg-1' }, ', loadBalancerSourceRanges: [10.0.2.0/24]') + pod('web-0', 'a', '10.0.1.4');
    expect(verdicts(await traced(own, { kind: 'address', address: '10.0.1.9' }))).toEqual(['delivered']);
  });

  test('shows targets the client or itself, and nodes show themselves', async () => {
    const kept = { ...inside, 'target-group-attributes': 'preserve_client_ip.enabled=true, proxy_protocol_v2.enabled=true' };
    const spec = async (annotations: Readonly<Record<string, string>>, more = ''): Promise<readonly unknown[]> => {
      const { keeps, preamble, targets: [target] } = await groupOf(service(annotations, more) + pod('web-0', 'a', '10.0.1.4'));
      return [keeps, preamble, target?.dials, target?.hides];
    };
    expect(await spec(inside)).toEqual([false, false, 'pod/shop/web-0/8080', undefined]);
    expect(await spec(kept)).toEqual([true, true, 'pod/shop/web-0/8080', undefined]);
    expect(await spec({ scheme: 'internal' })).toEqual([true, false, 'service/shop/web/80', 'with externalTrafficPolicy Cluster, Service shop/web gets connections from the address of whichever node takes them']);
    expect(await spec({ scheme: 'internal' }, ', externalTrafficPolicy: Local')).toEqual([true, false, 'service/shop/web/80', undefined]);
  });

  test('ends TLS where it has a certificate, on the ports that are named', async () => {
    const listens = async (annotations: Readonly<Record<string, string>>): Promise<unknown> => listener.read((await given(service(annotations))).estate, []).at('forward/k8s-shop-web/80')?.listens?.protocol;
    expect(await listens({ 'ssl-cert': 'arn:a' })).toBe('TLS');
    expect(await listens({ 'ssl-cert': 'arn:a', 'ssl-ports': '53' })).toBe('TCP');
    expect((await groupOf(service({ 'ssl-cert': 'arn:a', 'backend-protocol': 'ssl' }) + pod('web-0', 'a', '10.0.1.4'))).protocol).toBe('TLS');
  });

  test('is not asked what kube-proxy says on a port that the cluster chooses', async () => {
    const checks = async (more: string, annotations: Readonly<Record<string, string>> = {}): Promise<unknown> => targets.read((await given(service({ scheme: 'internal', ...annotations }, more) + pod('web-0', 'a', '10.0.1.4'))).estate, []).checks?.('targets/k8s-shop-web/k8s-shop-web-80').map(({ to, scheme }) => [to, scheme]);
    expect(await checks(', externalTrafficPolicy: Local')).toEqual([]);
    expect(await checks(', externalTrafficPolicy: Local, healthCheckNodePort: 32000')).toEqual([]);
    expect(await checks('')).toEqual([['service/shop/web/80', 'tcp']]);
    expect(await checks('', { 'healthcheck-port': 'http' })).toEqual([]);
  });
});

describe('client IP preservation sends pods back to where they are', () => {
  const kept = { ...inside, 'target-group-attributes': 'preserve_client_ip.enabled=true' };
  const back = async (annotations: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<unknown> => {
    const { targets: all } = await groupOf(service(annotations) + pod('web-0', 'a', '10.0.1.4') + pod('near', 'a', '10.0.1.9', 'till') + pod('far', 'b', '10.0.2.9', 'till') + more.join(''));
    return all.map(({ itself }) => itself.map(({ pods, doubt }) => [pods?.map((each) => each.replace(/^(shop|kube-system)\//, '')).filter((name) => !name.startsWith('controller')), doubt !== undefined]).filter(([pods]) => !Array.isArray(pods) || pods.length > 0));
  };

  test('where a target is on their node, and perhaps where every node is a target', async () => {
    expect(await back(kept)).toEqual([[[['near', 'web-0'], false]]]);
    expect(await back(kept, pod('web-1', 'b', '10.0.2.4'))).toEqual([[[['near', 'web-0'], false]], [[['far', 'web-1'], false]]]);
    expect(await back({ scheme: 'internal' })).toEqual([[[undefined, true]]]);
  });

  test('not where the address is not kept, or the load balancer is public', async () => {
    expect(await back(inside)).toEqual([[]]);
    expect(await back({ ...kept, scheme: 'internet-facing' })).toEqual([[]]);
  });

  test('and is mended where the attribute stands, beside what else stands there', async () => {
    const mended = async (annotations: Readonly<Record<string, string>>): Promise<unknown> => {
      const spec = await groupOf(service(annotations) + pod('web-0', 'a', '10.0.1.4'));
      const blocked = { cause: 'hairpin-dropped', attribute: undefined, resource: 'Service shop/web', dialler: 'relay', request: {} } as const;
      return targets.mend!(spec, blocked).flatMap(({ edits }) => edits.map((edit) => ('to' in edit ? [edit.path.at(-1), edit.to] : [])));
    };
    const attributes = `${prefix}target-group-attributes`;
    expect(await mended(kept)).toEqual([[attributes, 'preserve_client_ip.enabled=false']]);
    expect(await mended({ ...kept, 'target-group-attributes': 'a.b=1, preserve_client_ip.enabled=true' })).toEqual([[attributes, 'a.b=1,preserve_client_ip.enabled=false']]);
    expect(await mended({ ...inside, 'target-group-attributes.80': 'preserve_client_ip.enabled=true' })).toEqual([[`${attributes}.80`, 'preserve_client_ip.enabled=false']]);
  });
});
