import { expect, test } from 'vitest';
import { ingress, pinning, planOf, seen, service, type Annotations, type Setting } from '../../../../test/ingress-group.ts';
import type { Json, JsonObject, Path } from '../../../resource/resource.ts';

interface Row {
  readonly name: string;
  readonly annotations?: Annotations;
  readonly spec?: JsonObject;
  readonly service?: JsonObject;
  /** What IngressClassParams of its class say. */
  readonly pinned?: JsonObject;
  readonly setting?: Setting;
  /** The piece by type and id, and a part of it. */
  readonly see: readonly [string, Path, string?];
  readonly is: Json | undefined;
}

const secured: Annotations = { 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'certificate-arn': 'arn:a' };
const group = { $ref: '#/resources/AWS::ElasticLoadBalancingV2::TargetGroup/shop/a-web:80/status/targetGroupARN' };
const forward = { type: 'forward', forwardConfig: { targetGroups: [{ targetGroupARN: group }] } };
const acting = (action: JsonObject): { readonly annotations: Annotations; readonly spec: JsonObject } => ({
  annotations: { 'actions.act': JSON.stringify(action) },
  spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'act', port: { name: 'use-annotation' } } } }] } }] },
});
const cognito: Annotations = { ...secured, 'auth-type': 'cognito', 'auth-idp-cognito': '{"userPoolARN": "arn:pool", "userPoolClientID": "id", "userPoolDomain": "shop"}' };
const sharedGroup: Setting = { flags: { backendSecurityGroup: 'sg-shared' } };
const from = [{ securityGroup: { groupID: 'sg-shared' } }];
const tcp = (port: number): JsonObject => ({ from, ports: [{ protocol: 'TCP', port }] });
const rule = (source: JsonObject, port = 80): JsonObject => ({ ipProtocol: 'tcp', fromPort: port, toPort: port, ...source });
const anywhere = rule({ ipRanges: [{ cidrIP: '0.0.0.0/0' }] });
const subnets = ['1', '2', '3'].map((number) => ({ id: `subnet-${number}`, vpc: 'vpc-1', zone: `zone-${number}`, zoneId: `zone-${number}`, locale: 'availability-zone' as const, cidr: `10.0.${number}.0/24`, ipv6Cidrs: [], freeAddresses: 100, tags: number === '1' ? {} : { tier: 'edge' } }));
const known: Setting = { flags: { awsVpcId: 'vpc-1' }, aws: { subnets } };
const there = (scheme: 'internal' | 'internet-facing'): Setting => ({ flags: { awsVpcId: 'vpc-1' }, aws: { loadBalancers: [{ arn: 'arn:lb', name: 'lb', type: 'application', scheme, subnets: ['subnet-7', 'subnet-8'], securityGroups: [], tags: { 'elbv2.k8s.aws/cluster': 'shop', 'ingress.k8s.aws/stack': 'shop/a' } }] } });
const fronted: Annotations = { 'enable-frontend-nlb': 'true' };
const check = { port: 'traffic-port', protocol: 'HTTP', path: '/', matcher: { httpCode: '200' }, intervalSeconds: 15, timeoutSeconds: 5, healthyThresholdCount: 2, unhealthyThresholdCount: 2 };

// docs/guide/ingress/annotations.md and ingress_class.md of the controller; defaults of pkg/ingress/model_builder.go.
const rows: readonly Row[] = [
  { name: 'people prove who they are on HTTPS', annotations: cognito, see: ['ListenerRule', ['actions'], '443:1'], is: [{ type: 'authenticate-cognito', authenticateCognitoConfig: { userPoolARN: 'arn:pool', userPoolClientID: 'id', userPoolDomain: 'shop', onUnauthenticatedRequest: 'authenticate', scope: 'openid', sessionCookieName: 'AWSELBAuthSessionCookie', sessionTimeout: 604800 } }, forward] },
  { name: 'nobody proves anything on HTTP', annotations: cognito, see: ['ListenerRule', ['actions'], '80:1'], is: [forward] },
  { name: 'tokens are checked on HTTPS', annotations: { ...secured, 'jwt-validation': '{"jwksEndpoint": "https://idp/keys", "issuer": "https://idp"}' }, see: ['ListenerRule', ['actions'], '443:1'], is: [{ type: 'jwt-validation', jwtValidationConfig: { jwksEndpoint: 'https://idp/keys', issuer: 'https://idp' } }, forward] },
  { name: 'tokens are not checked on HTTP', annotations: { ...secured, 'jwt-validation': '{"jwksEndpoint": "https://idp/keys", "issuer": "https://idp"}' }, see: ['ListenerRule', ['actions'], '80:1'], is: [forward] },
  { name: 'a Service says how its clients prove who they are, and its Ingress does not', annotations: { ...secured, 'auth-type': 'none' }, service: service({ 'auth-type': 'cognito', 'auth-idp-cognito': cognito['auth-idp-cognito']!, 'auth-session-timeout': '60' }), see: ['ListenerRule', ['actions', 0, 'authenticateCognitoConfig', 'sessionTimeout'], '443:1'], is: 60 },
  { name: 'a default backend asks for the same proof', annotations: cognito, spec: { rules: [], defaultBackend: { service: { name: 'web', port: { number: 80 } } } }, see: ['Listener', ['defaultActions', 0, 'type'], '443'], is: 'authenticate-cognito' },
  { name: 'a forward keeps its stickiness and its weights', ...acting({ type: 'forward', forwardConfig: { targetGroups: [{ targetGroupARN: 'arn:old', weight: 1 }, { serviceName: 'web', servicePort: 80, weight: 9 }], targetGroupStickinessConfig: { enabled: true, durationSeconds: 60 } } }), see: ['ListenerRule', ['actions'], '80:1'], is: [{ type: 'forward', forwardConfig: { targetGroups: [{ targetGroupARN: 'arn:old', weight: 1 }, { targetGroupARN: group, weight: 9 }], targetGroupStickinessConfig: { enabled: true, durationSeconds: 60 } } }] },
  { name: 'a target group is found by its name', ...acting({ type: 'forward', targetGroupName: 'old' }), setting: { aws: { targetGroups: [{ name: 'older', arn: 'arn:older', targetType: 'ip', protocol: 'HTTP', tags: {} }, { name: 'old', arn: 'arn:old', targetType: 'ip', protocol: 'HTTP', tags: {} }] } }, see: ['ListenerRule', ['actions', 0, 'forwardConfig', 'targetGroups'], '80:1'], is: [{ targetGroupARN: 'arn:old' }] },
  { name: 'IngressClassParams set attributes of one listener', annotations: { ...secured, 'listener-attributes.HTTPS-443': 'a=annotation,b=annotation' }, pinned: { listeners: [{ protocol: 'HTTP', port: 443, listenerAttributes: [{ key: 'a', value: 'other protocol' }] }, { protocol: 'HTTPS', port: 8443, listenerAttributes: [{ key: 'a', value: 'other port' }] }, { protocol: 'HTTPS', port: 443, listenerAttributes: [{ key: 'a', value: 'pinned' }] }] }, see: ['Listener', ['listenerAttributes'], '443'], is: [{ key: 'a', value: 'pinned' }, { key: 'b', value: 'annotation' }] },
  { name: 'IngressClassParams beat attributes of the load balancer key by key', annotations: { 'load-balancer-attributes': 'a=annotation,b=annotation' }, pinned: { loadBalancerAttributes: [{ key: 'a', value: 'pinned' }] }, see: ['LoadBalancer', ['loadBalancerAttributes']], is: [{ key: 'a', value: 'pinned' }, { key: 'b', value: 'annotation' }] },
  { name: 'IngressClassParams beat the type of targets that a Service asks for', service: service({ 'target-type': 'instance' }), pinned: { targetType: 'ip' }, see: ['TargetGroup', ['targetType']], is: 'ip' },
  { name: 'IngressClassParams say the pool of addresses', annotations: { 'ipam-ipv4-pool-id': 'annotation' }, pinned: { ipamConfiguration: { ipv4IPAMPoolId: 'pinned' } }, see: ['LoadBalancer', ['ipv4IPAMPool']], is: 'pinned' },
  { name: 'IngressClassParams say the capacity', annotations: { 'minimum-load-balancer-capacity': 'CapacityUnits=100' }, pinned: { minimumLoadBalancerCapacity: { capacityUnits: 300 } }, see: ['LoadBalancer', ['minimumLoadBalancerCapacity']], is: { capacityUnits: 300 } },
  { name: 'capacity is asked for by whole units', annotations: { 'minimum-load-balancer-capacity': 'CapacityUnits=250' }, see: ['LoadBalancer', ['minimumLoadBalancerCapacity']], is: { capacityUnits: 250 } },
  { name: 'capacity is left alone where the feature is off', annotations: { 'minimum-load-balancer-capacity': 'CapacityUnits=250' }, setting: { gates: { LBCapacityReservation: false } }, see: ['LoadBalancer', ['minimumLoadBalancerCapacity']], is: undefined },
  { name: 'IngressClassParams say the TLS policy and the certificates', annotations: { ...secured, 'ssl-policy': 'annotation' }, pinned: { sslPolicy: 'pinned', certificateArn: ['arn:pinned'] }, see: ['Listener', ['certificates'], '443'], is: [{ certificateARN: 'arn:pinned' }] },
  { name: 'an empty list of certificates in IngressClassParams is none', annotations: secured, pinned: { certificateArn: [] }, see: ['Listener', ['certificates'], '443'], is: [{ certificateARN: 'arn:a' }] },
  { name: 'the TLS policy is the flag\'s where nobody asks for another', annotations: secured, setting: { flags: { defaultSslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' } }, see: ['Listener', ['sslPolicy'], '443'], is: 'ELBSecurityPolicy-TLS13-1-2-2021-06' },
  { name: 'IngressClassParams say the port that HTTP is sent to', annotations: { ...secured, 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}, {"HTTPS": 8443}]', 'ssl-redirect': '443' }, pinned: { sslRedirectPort: '8443' }, see: ['Listener', ['defaultActions'], '80'], is: [{ type: 'redirect', redirectConfig: { port: '8443', protocol: 'HTTPS', statusCode: 'HTTP_301' } }] },
  { name: 'HTTP is not redirected to a port of IngressClassParams that is no number', annotations: { ...secured, 'ssl-redirect': '443' }, pinned: { sslRedirectPort: 'https' }, see: ['ListenerRule', ['actions'], '80:1'], is: [forward] },
  { name: 'IngressClassParams choose subnets by id', annotations: {}, pinned: { subnets: { ids: ['subnet-2', 'subnet-1'] } }, setting: known, see: ['LoadBalancer', ['subnetMapping']], is: [{ subnetID: 'subnet-2' }, { subnetID: 'subnet-1' }] },
  { name: 'IngressClassParams choose subnets by tag', annotations: {}, pinned: { subnets: { tags: { tier: ['edge'] } } }, setting: known, see: ['LoadBalancer', ['subnetMapping']], is: [{ subnetID: 'subnet-2' }, { subnetID: 'subnet-3' }] },
  { name: 'a load balancer stays where it is', setting: there('internal'), see: ['LoadBalancer', ['subnetMapping']], is: [{ subnetID: 'subnet-7' }, { subnetID: 'subnet-8' }] },
  { name: 'a load balancer of another scheme is made elsewhere', annotations: { scheme: 'internet-facing' }, setting: there('internal'), see: ['LoadBalancer', ['subnetMapping']], is: undefined },
  { name: 'IPv4 alone lets everybody of IPv4 in', see: ['SecurityGroup', ['ingress']], is: [anywhere] },
  { name: 'both families let everybody in', annotations: { 'ip-address-type': 'dualstack' }, see: ['SecurityGroup', ['ingress']], is: [anywhere, rule({ ipv6Ranges: [{ cidrIPv6: '::/0' }] })] },
  { name: 'blocks of IPv6 do nothing on IPv4 alone', annotations: { 'inbound-cidrs': '10.0.0.0/8, 2001:db8::/32' }, see: ['SecurityGroup', ['ingress']], is: [rule({ ipRanges: [{ cidrIP: '10.0.0.0/8' }] })] },
  { name: 'a port with prefix lists only is open to nobody else', annotations: { 'ip-address-type': 'dualstack', 'security-group-prefix-lists': 'pl-1' }, see: ['SecurityGroup', ['ingress']], is: [rule({ prefixLists: [{ listID: 'pl-1' }] })] },
  { name: 'IngressClassParams say who may come', annotations: { 'inbound-cidrs': '0.0.0.0/0', 'security-group-prefix-lists': 'pl-1' }, pinned: { inboundCIDRs: ['10.0.0.0/8'], PrefixListsIDs: ['pl-old'] }, see: ['SecurityGroup', ['ingress']], is: [rule({ ipRanges: [{ cidrIP: '10.0.0.0/8' }] }), rule({ prefixLists: [{ listID: 'pl-old' }] })] },
  { name: 'targets let in the shared group on their port', annotations: { 'target-type': 'ip' }, setting: sharedGroup, see: ['TargetGroupBinding', ['template', 'spec', 'networking']], is: { ingress: [tcp(8080)] } },
  { name: 'targets let in health checks on a port of their own', annotations: { 'target-type': 'ip', 'healthcheck-port': '9090' }, setting: sharedGroup, see: ['TargetGroupBinding', ['template', 'spec', 'networking']], is: { ingress: [tcp(8080), tcp(9090)] } },
  { name: 'targets let in the group on all ports where rules are not restricted', annotations: { 'target-type': 'ip', 'healthcheck-port': '9090' }, setting: { flags: { ...sharedGroup.flags, disableRestrictedSgRules: true } }, see: ['TargetGroupBinding', ['template', 'spec', 'networking']], is: { ingress: [{ from, ports: [{ protocol: 'TCP' }] }] } },
  { name: 'nothing is opened for security groups of the user', annotations: { 'security-groups': 'sg-own' }, setting: sharedGroup, see: ['TargetGroupBinding', ['template', 'spec', 'networking']], is: undefined },
  { name: 'targets are opened to security groups of the user on demand', annotations: { 'security-groups': 'sg-own', 'manage-backend-security-group-rules': 'true' }, setting: sharedGroup, see: ['LoadBalancer', ['securityGroups']], is: ['sg-own', 'sg-shared'] },
  { name: 'no annotation beats the flag that opens targets', annotations: { 'security-groups': 'sg-own', 'manage-backend-security-group-rules': 'false' }, setting: { flags: { ...sharedGroup.flags, enableManageBackendSecurityGroupRules: true } }, see: ['LoadBalancer', ['securityGroups']], is: ['sg-own'] },
  { name: 'health is checked as nobody asks for it', see: ['TargetGroup', ['healthCheckConfig']], is: check },
  { name: 'health is checked as the Ingress asks for it', annotations: { 'healthcheck-path': '/up', 'healthcheck-protocol': 'HTTPS', 'success-codes': '204', 'healthcheck-interval-seconds': '30', 'healthcheck-timeout-seconds': '6', 'healthy-threshold-count': '3', 'unhealthy-threshold-count': '4' }, see: ['TargetGroup', ['healthCheckConfig']], is: { port: 'traffic-port', protocol: 'HTTPS', path: '/up', matcher: { httpCode: '204' }, intervalSeconds: 30, timeoutSeconds: 6, healthyThresholdCount: 3, unhealthyThresholdCount: 4 } },
  { name: 'health is checked on the node port of a named port', annotations: { 'healthcheck-port': 'http' }, see: ['TargetGroup', ['healthCheckConfig', 'port']], is: 30080 },
  { name: 'health is checked on the target port of a named port', annotations: { 'target-type': 'ip', 'healthcheck-port': 'http' }, see: ['TargetGroup', ['healthCheckConfig', 'port']], is: 8080 },
  { name: 'health of HTTPS is checked over HTTPS', annotations: { 'backend-protocol': 'HTTPS' }, see: ['TargetGroup', ['healthCheckConfig', 'protocol']], is: 'HTTPS' },
  { name: 'a target port by name is 1, and the binding has the name', annotations: { 'target-type': 'ip' }, service: service({}, { ports: [{ name: 'http', port: 80, targetPort: 'web' }] }), see: ['TargetGroup', ['port']], is: 1 },
  { name: 'a port by name makes a target group of its own', spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { name: 'http' } } } }] } }] }, see: ['TargetGroup', ['port'], 'shop/a-web:http'], is: 30080 },
  { name: 'endpoints of IPv6 are in a group of IPv6', annotations: { 'ip-address-type': 'dualstack' }, service: service({}, { ipFamilies: ['IPv6'] }), see: ['TargetGroup', ['ipAddressType']], is: 'ipv6' },
  { name: 'the first tag wins over the controller\'s where it says so', annotations: { tags: 'team=web' }, setting: { flags: { defaultTags: { team: 'edge', cost: '1' } }, gates: { EnableDefaultTagsLowPriority: true } }, see: ['LoadBalancer', ['tags']], is: { team: 'web', cost: '1' } },
  { name: 'tags of the controller win else', annotations: { tags: 'team=web' }, setting: { flags: { defaultTags: { team: 'edge', cost: '1' } } }, see: ['LoadBalancer', ['tags']], is: { team: 'edge', cost: '1' } },
  { name: 'none takes the web ACL away', annotations: { 'wafv2-acl-arn': 'none' }, see: ['WebACLAssociation', ['webACLARN']], is: '' },
  { name: 'a web ACL is found by its name', annotations: { 'wafv2-acl-name': 'edge' }, setting: { aws: { webAcls: [{ name: 'other', arn: 'arn:other' }, { name: 'edge', arn: 'arn:edge' }] } }, see: ['WebACLAssociation', ['webACLARN']], is: 'arn:edge' },
  { name: 'a web ACL of WAF Classic has two names of its annotation', annotations: { 'web-acl-id': 'old' }, see: ['WebACLAssociation', ['webACLID']], is: 'old' },
  { name: 'of the two the newer one is read', annotations: { 'web-acl-id': 'old', 'waf-acl-id': 'new' }, see: ['WebACLAssociation', ['webACLID']], is: 'new' },
  { name: 'protection can be taken away', annotations: { 'shield-advanced-protection': 'false' }, see: ['Protection', ['enabled']], is: false },
  { name: 'a certificate of ACM is asked of the authority of the Ingress', annotations: { 'create-acm-cert': 'true', 'acm-pca-arn': 'arn:own' }, setting: { gates: { EnableCertificateManagement: true }, flags: { defaultPcaArn: 'arn:default' } }, see: ['Certificate', ['certificateAuthorityARN']], is: 'arn:own' },
  { name: 'a load balancer in front listens where the one behind does', annotations: fronted, see: ['Listener', ['port'], 'FrontendNlb-ls-TCP-80'], is: 80 },
  { name: 'a load balancer in front listens where it is told to', annotations: { ...fronted, 'frontend-nlb-listener-port-mapping': '8080=80' }, see: ['Listener', ['protocol'], 'FrontendNlb-ls-TCP-8080'], is: 'TCP' },
  // The guide says 200-399, 3 and 3; the code takes the defaults of target groups (buildFrontendNlbTargetGroupHealthCheckConfig).
  { name: 'a load balancer in front checks the one behind', annotations: fronted, see: ['TargetGroup', ['healthCheckConfig'], 'FrontendNlb-tg-TCP-80'], is: check },
  { name: 'a load balancer in front has fixed addresses', annotations: { ...fronted, subnets: 'subnet-1,subnet-2', 'frontend-nlb-scheme': 'internet-facing', 'frontend-nlb-eip-allocations': 'eipalloc-1, eipalloc-2' }, see: ['LoadBalancer', ['subnetMapping'], 'FrontendNlb'], is: [{ subnetID: 'subnet-1', allocationID: 'eipalloc-1' }, { subnetID: 'subnet-2', allocationID: 'eipalloc-2' }] },
];

test.each(rows)('$name', async ({ annotations = {}, spec = {}, service: own = service(), pinned, setting = {}, see: [type, path, id], is }) => {
  const plan = await planOf([own, ingress(annotations, spec), ...(pinned === undefined ? [] : pinning(pinned))], setting);
  expect(plan.refusals).toEqual([]);
  expect(plan.stack).toBeDefined();
  expect(seen(plan, type, path, id)).toEqual(is);
});
