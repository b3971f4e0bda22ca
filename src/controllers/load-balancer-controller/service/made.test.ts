import { describe, expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import { serviceAt } from '../../../dialects/kubernetes/services.ts';
import { valueAt, type Json, type JsonObject, type Path } from '../../../resource/resource.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Plan } from '../plan.ts';
import { factsOf } from '../settings/facts.ts';
import { buildService } from './build.ts';

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

interface Written {
  readonly name: string;
  /** By their names without the prefix. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: JsonObject;
  readonly flags?: Partial<ControllerFacts['flags']>;
  readonly gates?: Readonly<Record<string, boolean>>;
  readonly aws?: ControllerFacts['aws'];
}

const port: JsonObject = { name: 'https', port: 443, targetPort: 8443, nodePort: 31390, protocol: 'TCP' };
const datagrams: JsonObject = { name: 'dns', port: 443, targetPort: 8443, nodePort: 31391, protocol: 'UDP' };

async function planOf({ annotations = {}, spec = {}, flags = {}, gates = {}, aws = {} }: Written): Promise<Plan> {
  const prefixed = Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value]));
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop', uid: 'a1', annotations: prefixed }, spec: { type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb', selector: { app: 'web' }, ports: [port], ...spec } };
  const estate = await written(JSON.stringify(object));
  const facts = factsOf(estate, 'default');
  return buildService(estate, { ...facts, aws, gates, flags: { ...facts.flags, clusterName: 'shop', awsVpcId: 'vpc-1', backendSecurityGroup: 'sg-shared', ...flags } }, serviceAt(estate, 'shop', 'web')!);
}

interface Row extends Written {
  readonly see: readonly [string, Path];
  readonly is: Json | undefined;
}

const subnet = (number: number): NonNullable<ControllerFacts['aws']['subnets']>[number] => ({ id: `subnet-${number}`, vpc: 'vpc-1', zone: `zone-${number}`, zoneId: `zone-${number}`, locale: 'availability-zone', cidr: `10.0.${number}.0/24`, ipv6Cidrs: [`2001:db8:0:${number}::/64`], freeAddresses: 100, tags: { 'kubernetes.io/role/elb': '1', 'kubernetes.io/role/internal-elb': '1' } });
const two = { subnets: [subnet(1), subnet(2)] };
const dualstack = { 'ip-address-type': 'dualstack' };
const networking: Path = ['template', 'spec', 'networking'];
const from = [{ securityGroup: { groupID: 'sg-shared' } }];
const blocks = (...cidrs: readonly string[]): Json => cidrs.map((cidr) => ({ ipBlock: { cidr } }));
const inbound = (source: JsonObject): JsonObject => ({ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ...source });
const bare = { 'disable-nlb-sg': 'true', subnets: 'subnet-1,subnet-2' };
const local = { externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 };

describe('a Service', () => {
  // docs/guide/service/annotations.md and nlb.md of the controller; pkg/service/model_build_*.go.
  test.each<Row>([
    { name: 'with a certificate ends TLS, and passes on what was in it', annotations: { 'ssl-cert': 'arn:a, arn:b' }, see: ['Listener', ['certificates']], is: [{ certificateARN: 'arn:a' }, { certificateARN: 'arn:b' }] },
    { name: 'ends TLS by the controller\'s policy', annotations: { 'ssl-cert': 'arn:a' }, flags: { defaultSslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }, see: ['Listener', ['sslPolicy']], is: 'ELBSecurityPolicy-TLS13-1-2-2021-06' },
    { name: 'ends TLS by its own policy', annotations: { 'ssl-cert': 'arn:a', 'ssl-negotiation-policy': 'own' }, see: ['Listener', ['sslPolicy']], is: 'own' },
    { name: 'with a certificate for other ports passes TLS on', annotations: { 'ssl-cert': 'arn:a', 'ssl-ports': 'other' }, spec: { ports: [port, { name: 'other', port: 8443, targetPort: 8443, nodePort: 31392 }] }, see: ['Listener', ['protocol']], is: 'TCP' },
    { name: 'without a certificate has no ports of TLS', annotations: { 'ssl-ports': '443' }, see: ['Listener', ['sslPolicy']], is: undefined },
    { name: 'encrypts again to its targets', annotations: { 'ssl-cert': 'arn:a', 'backend-protocol': 'ssl' }, see: ['TargetGroup', ['protocol']], is: 'TLS' },
    { name: 'that ends TLS passes on TCP', annotations: { 'ssl-cert': 'arn:a' }, see: ['TargetGroup', ['protocol']], is: 'TCP' },
    { name: 'of UDP ends no TLS', annotations: { 'ssl-cert': 'arn:a' }, spec: { ports: [datagrams] }, see: ['Listener', ['protocol']], is: 'UDP' },
    { name: 'speaks the protocols that it is told to behind TLS', annotations: { 'ssl-cert': 'arn:a', 'alpn-policy': 'HTTP2Preferred' }, see: ['Listener', ['alpnPolicy']], is: ['HTTP2Preferred'] },
    { name: 'without TLS negotiates nothing', annotations: { 'alpn-policy': 'HTTP2Preferred' }, see: ['Listener', ['alpnPolicy']], is: undefined },
    { name: 'takes TCP and UDP on one port', annotations: { 'enable-tcp-udp-listener': 'true' }, spec: { ports: [port, datagrams] }, see: ['Listener', ['protocol']], is: 'TCP_UDP' },
    { name: 'takes QUIC instead of UDP', annotations: { 'quic-enabled-ports': 'dns' }, spec: { ports: [datagrams] }, see: ['TargetGroup', ['protocol']], is: 'QUIC' },
    { name: 'takes TCP and QUIC on one port', annotations: { 'enable-tcp-udp-listener': 'true', 'quic-enabled-ports': '443' }, spec: { ports: [port, datagrams] }, see: ['Listener', ['protocol']], is: 'TCP_QUIC' },
    { name: 'is for the outside by the old annotation', annotations: { internal: 'false' }, see: ['LoadBalancer', ['scheme']], is: 'internet-facing' },
    { name: 'is inside by the old annotation', annotations: { internal: 'true' }, flags: { defaultLoadBalancerScheme: 'internet-facing' }, see: ['LoadBalancer', ['scheme']], is: 'internal' },
    { name: 'is where the flag says', flags: { defaultLoadBalancerScheme: 'internet-facing' }, see: ['LoadBalancer', ['scheme']], is: 'internet-facing' },
    { name: 'stays of the scheme that its load balancer has', aws: { loadBalancers: [{ arn: 'arn', name: 'lb', type: 'network', scheme: 'internet-facing', subnets: ['subnet-7'], securityGroups: ['sg-1'], tags: { 'elbv2.k8s.aws/cluster': 'shop', 'service.k8s.aws/stack': 'shop/web' } }] }, see: ['LoadBalancer', ['subnetMapping']], is: [{ subnetID: 'subnet-7' }] },
    { name: 'is open to everybody', annotations: dualstack, aws: two, see: ['SecurityGroup', ['ingress']], is: [inbound({ ipRanges: [{ cidrIP: '0.0.0.0/0' }] }), inbound({ ipv6Ranges: [{ cidrIPv6: '::/0' }] })] },
    { name: 'is open to the ranges of its spec', spec: { loadBalancerSourceRanges: ['10.0.0.0/8'] }, see: ['SecurityGroup', ['ingress']], is: [inbound({ ipRanges: [{ cidrIP: '10.0.0.0/8' }] })] },
    { name: 'with prefix lists is open to those alone', annotations: { 'security-group-prefix-lists': 'pl-1,pl-2' }, see: ['SecurityGroup', ['ingress']], is: [inbound({ prefixLists: [{ listID: 'pl-1' }] }), inbound({ prefixLists: [{ listID: 'pl-2' }] })] },
    { name: 'hears of packets that are too big', annotations: { 'enable-icmp-for-path-mtu-discovery': 'on' }, see: ['SecurityGroup', ['ingress', 1]], is: { ipProtocol: 'icmp', fromPort: 3, toPort: 4, ipRanges: [{ cidrIP: '0.0.0.0/0' }] } },
    { name: 'of IPv6 hears of packets that are too big', annotations: { ...dualstack, 'enable-icmp-for-path-mtu-discovery': 'on' }, spec: { loadBalancerSourceRanges: ['2001:db8::/32'] }, aws: two, see: ['SecurityGroup', ['ingress', 1]], is: { ipProtocol: 'icmpv6', fromPort: 2, toPort: 0, ipv6Ranges: [{ cidrIPv6: '2001:db8::/32' }] } },
    { name: 'lets the shared group reach its targets', annotations: { 'nlb-target-type': 'ip' }, see: ['TargetGroupBinding', networking], is: { ingress: [{ from, ports: [{ protocol: 'TCP', port: 8443 }] }] } },
    { name: 'lets health checks reach its targets on their own port', annotations: { 'nlb-target-type': 'ip', 'healthcheck-port': '8080' }, see: ['TargetGroupBinding', networking], is: { ingress: [{ from, ports: [{ protocol: 'TCP', port: 8443 }, { protocol: 'TCP', port: 8080 }] }] } },
    { name: 'of UDP lets health checks of TCP in', annotations: { 'nlb-target-type': 'ip', 'healthcheck-port': '8080' }, spec: { ports: [datagrams] }, see: ['TargetGroupBinding', networking], is: { ingress: [{ from, ports: [{ protocol: 'UDP', port: 8443 }, { protocol: 'TCP', port: 8080 }] }] } },
    { name: 'of both lets both in', annotations: { 'nlb-target-type': 'ip', 'enable-tcp-udp-listener': 'true' }, spec: { ports: [port, datagrams] }, see: ['TargetGroupBinding', networking], is: { ingress: [{ from, ports: [{ protocol: 'UDP', port: 8443 }, { protocol: 'TCP', port: 8443 }] }] } },
    { name: 'of TCP opens all ports where rules are not restricted', flags: { disableRestrictedSgRules: true }, see: ['TargetGroupBinding', networking], is: { ingress: [{ from, ports: [{ protocol: 'TCP' }] }] } },
    { name: 'of UDP opens all ports of both where rules are not restricted', spec: { ports: [datagrams] }, flags: { disableRestrictedSgRules: true }, see: ['TargetGroupBinding', networking], is: { ingress: [{ from, ports: [{ protocol: 'TCP' }, { protocol: 'UDP' }] }] } },
    { name: 'without security groups opens its targets to its subnets', annotations: { 'nlb-target-type': 'ip', 'disable-nlb-sg': 'true', subnets: 'subnet-1,subnet-2' }, aws: two, see: ['TargetGroupBinding', networking], is: { ingress: [{ from: blocks('10.0.1.0/24', '10.0.2.0/24'), ports: [{ protocol: 'TCP', port: 8443 }] }] } },
    { name: 'whose targets see the client opens them to everybody, and to health checks', annotations: { 'disable-nlb-sg': 'true', subnets: 'subnet-1,subnet-2', scheme: 'internet-facing' }, aws: two, see: ['TargetGroupBinding', networking], is: { ingress: [{ from: blocks('0.0.0.0/0'), ports: [{ protocol: 'TCP', port: 31390 }] }] } },
    { name: 'whose targets see some clients only opens them to health checks too', annotations: bare, spec: { loadBalancerSourceRanges: ['10.9.0.0/16'] }, aws: two, see: ['TargetGroupBinding', networking], is: { ingress: [{ from: blocks('10.9.0.0/16'), ports: [{ protocol: 'TCP', port: 31390 }] }, { from: blocks('10.0.1.0/24', '10.0.2.0/24'), ports: [{ protocol: 'TCP', port: 31390 }] }] } },
    { name: 'whose ranges are everybody opens its targets once', annotations: bare, spec: { loadBalancerSourceRanges: ['10.9.0.0/16', '0.0.0.0/0'] }, aws: two, see: ['TargetGroupBinding', networking], is: { ingress: [{ from: blocks('10.9.0.0/16', '0.0.0.0/0'), ports: [{ protocol: 'TCP', port: 31390 }] }] } },
    { name: 'whose targets do not see clients opens them to no ranges', annotations: { ...bare, 'nlb-target-type': 'ip' }, spec: { loadBalancerSourceRanges: ['10.9.0.0/16'] }, aws: two, see: ['TargetGroupBinding', networking], is: { ingress: [{ from: blocks('10.0.1.0/24', '10.0.2.0/24'), ports: [{ protocol: 'TCP', port: 8443 }] }] } },
    { name: 'without security groups opens the port of health checks to its subnets', annotations: { ...bare, 'nlb-target-type': 'ip', 'healthcheck-port': '8080' }, aws: two, see: ['TargetGroupBinding', networking], is: { ingress: [{ from: blocks('10.0.1.0/24', '10.0.2.0/24'), ports: [{ protocol: 'TCP', port: 8443 }] }, { from: blocks('10.0.1.0/24', '10.0.2.0/24'), ports: [{ protocol: 'TCP', port: 8080 }] }] } },
    { name: 'that manages no rules opens nothing', annotations: { 'disable-nlb-sg': 'true', 'manage-backend-security-group-rules': 'false', subnets: 'subnet-1,subnet-2' }, aws: two, see: ['TargetGroupBinding', networking], is: undefined },
    { name: 'with security groups of the user opens nothing', annotations: { 'security-groups': 'sg-own' }, see: ['TargetGroupBinding', networking], is: undefined },
    { name: 'with security groups of the user opens its targets on demand', annotations: { 'security-groups': 'sg-own', 'manage-backend-security-group-rules': 'true' }, see: ['LoadBalancer', ['securityGroups']], is: ['sg-own', 'sg-shared'] },
    { name: 'has fixed addresses', annotations: { scheme: 'internet-facing', subnets: 'subnet-2,subnet-1', 'eip-allocations': 'eip-2,eip-1' }, aws: two, see: ['LoadBalancer', ['subnetMapping']], is: [{ subnetID: 'subnet-2', allocationID: 'eip-2' }, { subnetID: 'subnet-1', allocationID: 'eip-1' }] },
    { name: 'has addresses of its subnets, whatever their order', annotations: { subnets: 'subnet-1,subnet-2', 'private-ipv4-addresses': '10.0.2.9,10.0.1.9' }, aws: two, see: ['LoadBalancer', ['subnetMapping']], is: [{ subnetID: 'subnet-1', privateIPv4Address: '10.0.1.9' }, { subnetID: 'subnet-2', privateIPv4Address: '10.0.2.9' }] },
    { name: 'has IPv6 addresses of its subnets', annotations: { ...dualstack, subnets: 'subnet-1,subnet-2', 'ipv6-addresses': '2001:db8:0:2::9,2001:db8:0:1::9' }, aws: two, see: ['LoadBalancer', ['subnetMapping']], is: [{ subnetID: 'subnet-1', ipv6Address: '2001:db8:0:1::9' }, { subnetID: 'subnet-2', ipv6Address: '2001:db8:0:2::9' }] },
    { name: 'leads to a target port by name', annotations: { 'nlb-target-type': 'ip' }, spec: { ports: [{ name: 'https', port: 443, targetPort: 'web' }] }, see: ['TargetGroup', ['port']], is: 1 },
    { name: 'leads to nodes with labels', annotations: { 'target-node-labels': 'pool=edge,zone=a' }, see: ['TargetGroupBinding', ['template', 'spec', 'nodeSelector']], is: { matchLabels: { pool: 'edge', zone: 'a' } } },
    { name: 'that leads to pods looks at no labels of nodes', annotations: { 'nlb-target-type': 'ip', 'target-node-labels': 'pool=edge' }, see: ['TargetGroupBinding', ['template', 'spec', 'nodeSelector']], is: undefined },
    { name: 'of IPv6 has a target group of IPv6', annotations: { ...dualstack, 'nlb-target-type': 'ip' }, spec: { ipFamilies: ['IPv6'] }, aws: two, see: ['TargetGroup', ['ipAddressType']], is: 'ipv6' },
    { name: 'checks health by connecting', see: ['TargetGroup', ['healthCheckConfig']], is: { port: 'traffic-port', protocol: 'TCP', intervalSeconds: 10, timeoutSeconds: 10, healthyThresholdCount: 3, unhealthyThresholdCount: 3 } },
    { name: 'checks health by asking', annotations: { 'healthcheck-protocol': 'HTTPS', 'healthcheck-path': '/up', 'healthcheck-success-codes': '204', 'healthcheck-interval': '15', 'healthcheck-timeout': '6', 'healthcheck-healthy-threshold': '4', 'healthcheck-unhealthy-threshold': '5' }, see: ['TargetGroup', ['healthCheckConfig']], is: { port: 'traffic-port', protocol: 'HTTPS', path: '/up', matcher: { httpCode: '204' }, intervalSeconds: 15, timeoutSeconds: 6, healthyThresholdCount: 4, unhealthyThresholdCount: 5 } },
    { name: 'that keeps traffic on the node asks kube-proxy for health', spec: local, see: ['TargetGroup', ['healthCheckConfig']], is: { port: 32000, protocol: 'HTTP', path: '/healthz', matcher: { httpCode: '200-399' }, intervalSeconds: 10, timeoutSeconds: 6, healthyThresholdCount: 2, unhealthyThresholdCount: 2 } },
    { name: 'that keeps traffic on the node and leads to pods checks them', annotations: { 'nlb-target-type': 'ip' }, spec: local, see: ['TargetGroup', ['healthCheckConfig', 'protocol']], is: 'TCP' },
    { name: 'checks the node port of a port by name', annotations: { 'healthcheck-port': 'https' }, see: ['TargetGroup', ['healthCheckConfig', 'port']], is: 31390 },
    { name: 'checks the target port of a port by name', annotations: { 'nlb-target-type': 'ip', 'healthcheck-port': 'https' }, see: ['TargetGroup', ['healthCheckConfig', 'port']], is: 8443 },
    { name: 'reserves capacity', annotations: { 'minimum-load-balancer-capacity': 'CapacityUnits=5500' }, see: ['LoadBalancer', ['minimumLoadBalancerCapacity']], is: { capacityUnits: 5500 } },
    { name: 'keeps its rules from PrivateLink', annotations: { 'inbound-sg-rules-on-private-link-traffic': 'off' }, see: ['LoadBalancer', ['securityGroupsInboundRulesOnPrivateLink']], is: 'off' },
  ])('$name', async ({ see: [type, path], is, ...asked }) => {
    const plan = await planOf(asked);
    expect(plan.refusals).toEqual([]);
    expect(valueAt(plan.stack?.pieces.find((piece) => piece.type.endsWith(`::${type}`))?.spec, path)).toEqual(is);
  });

  test.each<Written & { readonly says: string; readonly at: string }>([
    { name: 'in another scheme', annotations: { scheme: 'private' }, says: 'unknown scheme: private', at: `${prefix}scheme` },
    { name: 'a name that is too long', annotations: { name: 'a-name-of-exactly-33-characters--' }, says: 'load balancer name cannot be longer than 32 characters', at: `${prefix}name` },
    { name: 'health checks of another protocol', annotations: { 'healthcheck-protocol': 'UDP' }, says: 'unsupported health check protocol UDP', at: `${prefix}healthcheck-protocol` },
    { name: 'targets of type ip where they are turned off', annotations: { 'nlb-target-type': 'ip' }, flags: { enableIpTargetType: false }, says: 'unsupported targetType: ip when EnableIPTargetType is false', at: `${prefix}nlb-target-type` },
    { name: 'IPv6 behind IPv4', annotations: { 'nlb-target-type': 'ip' }, spec: { ipFamilies: ['IPv6'] }, says: 'unsupported IPv6 configuration, lb not dual-stack', at: 'ipFamilies' },
    { name: 'QUIC on a port of TCP', annotations: { 'quic-enabled-ports': '443' }, says: 'Unsupported QUIC upgrade for protocol TCP', at: `${prefix}quic-enabled-ports` },
    { name: 'fixed addresses of an internal load balancer', annotations: { subnets: 'subnet-1', 'eip-allocations': 'eip-1' }, aws: two, says: 'EIP allocations can only be set for internet facing load balancers', at: `${prefix}eip-allocations` },
    { name: 'fewer fixed addresses than subnets', annotations: { scheme: 'internet-facing', subnets: 'subnet-1,subnet-2', 'eip-allocations': 'eip-1' }, aws: two, says: 'count of EIP allocations (1) and subnets (2) must match', at: `${prefix}eip-allocations` },
    { name: 'addresses of other networks', annotations: { subnets: 'subnet-1', 'private-ipv4-addresses': '10.9.0.1' }, aws: two, says: 'expect one private IPv4 address configured for subnet: subnet-1', at: `${prefix}private-ipv4-addresses` },
    { name: 'IPv6 addresses of IPv4 alone', annotations: { subnets: 'subnet-1', 'ipv6-addresses': '2001:db8:0:1::9' }, aws: two, says: 'IPv6 addresses can only be set for dualstack load balancers', at: `${prefix}ipv6-addresses` },
    { name: 'a tag that others keep', annotations: { 'additional-resource-tags': 'cost=1' }, flags: { externalManagedTags: ['cost'] }, says: 'external managed tag key cost cannot be specified on Service', at: `${prefix}additional-resource-tags` },
    { name: 'node rules for security groups of the user without the shared group', annotations: { 'security-groups': 'sg-own', 'manage-backend-security-group-rules': 'true' }, flags: { enableBackendSecurityGroup: false }, says: 'backendSG feature is required to manage worker node SG rules when frontendSG is manually specified', at: `${prefix}manage-backend-security-group-rules` },
  ])('is refused $name', async ({ says, at, ...asked }) => {
    const plan = await planOf(asked);
    expect(plan.stack).toBeUndefined();
    expect(plan.refusals.map((each) => [each.says, String(each.at[1].at(-1))])).toEqual([[says, at]]);
  });
});
