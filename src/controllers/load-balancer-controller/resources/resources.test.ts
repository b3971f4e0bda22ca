import { describe, expect, test } from 'vitest';
import { given, written } from '../../../../test/given.ts';
import { estateOf } from '../../../resource/estate.ts';
import type { JsonObject, Resource } from '../../../resource/resource.ts';
import { runControllers } from '../../run.ts';

const services = ['web', 'api'].map((name) => `\napiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: 8080 }] }\n---`).join('');
const settings = '\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: aws-load-balancer-controller, namespace: kube-system }\nspec:\n  selector: { matchLabels: { app: lbc } }\n  template:\n    metadata: { labels: { app: lbc } }\n    spec: { containers: [{ name: controller, image: "public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0", args: [--cluster-name=production, --aws-vpc-id=vpc-1] }] }\n---';

/** An Ingress in block style, so that each annotation has a line of its own. */
function ingress(annotations: Readonly<Record<string, string>>, paths = '[{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }]'): string {
  const lines = Object.entries({ 'target-type': 'ip', subnets: 'subnet-a, subnet-b', ...annotations }).map(([key, value]) => `    alb.ingress.kubernetes.io/${key}: ${JSON.stringify(value)}`);
  return `\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  namespace: shop\n  annotations:\n${lines.join('\n')}\nspec:\n  ingressClassName: alb\n  rules:\n    - host: shop.example.com\n      http:\n        paths: ${paths}\n---`;
}

async function made(annotations: Readonly<Record<string, string>>, paths?: string): Promise<(type: string) => readonly Resource[]> {
  const { estate, problems } = await given(services + settings + ingress(annotations, paths));
  expect(problems.filter(({ name }) => name === 'load-balancer-not-applied').map(({ message }) => message)).toEqual([]);
  return (type) => estate.ofType(type);
}

async function only(type: string, annotations: Readonly<Record<string, string>>, paths?: string): Promise<Resource> {
  const all = (await made(annotations, paths))(type);
  expect(all.map(({ name }) => name)).toHaveLength(1);
  return all[0]!;
}

const arn = (name: string): string => `arn:aws:acm:eu-west-1:111122223333:certificate/${name}`;
const byAnnotation = (name: string): string => `[{ path: /, pathType: Prefix, backend: { service: { name: ${name}, port: { name: use-annotation } } } }]`;

describe('the names of what is made for a Service', () => {
  // pkg/service/model_build_load_balancer.go and model_build_target_group.go: the hashes are over the UID and the node port.
  test.each([
    ['without a UID nothing of it has a known name', '', 30080, [undefined, undefined, undefined]],
    ['without a node port the target group has none', 'uid: 7f3a, ', undefined, [expect.any(String), expect.any(String), undefined]],
    ['with both, all have', 'uid: 7f3a, ', 30080, [expect.any(String), expect.any(String), expect.any(String)]],
  ])('%s', async (_, uid, port, names) => {
    const service = `\napiVersion: v1\nkind: Service\nmetadata: { name: edge, namespace: shop, ${uid}annotations: { service.beta.kubernetes.io/aws-load-balancer-subnets: "subnet-a, subnet-b" } }\nspec: { type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: { app: web }, ports: [{ port: 80, targetPort: 8080${port === undefined ? '' : `, nodePort: ${port}`} }] }\n---`;
    const { estate } = await given(settings + service);
    const group = estate.ofType('aws_security_group').find(({ body }) => body['ingress'] !== undefined);
    expect([estate.ofType('aws_lb')[0]?.body['name'], group?.body['name'], estate.ofType('aws_lb_target_group')[0]?.body['name']]).toEqual(names);
  });
});

describe('a load balancer', () => {
  test('has every attribute as the argument of the provider, and what that does not know aside', async () => {
    const { body } = await only('aws_lb', { 'load-balancer-attributes': 'idle_timeout.timeout_seconds=120,routing.http2.enabled=false,access_logs.s3.enabled=true,access_logs.s3.bucket=logs,ipv6.deny_all_igw_traffic=true,routing.http.xff_header_processing.mode=preserve' });
    expect(body).toMatchObject({ internal: true, subnets: ['subnet-a', 'subnet-b'], idle_timeout: 120, enable_http2: false, access_logs: [{ enabled: true, bucket: 'logs' }], xff_header_processing_mode: 'preserve', kubernetes_attributes: { 'ipv6.deny_all_igw_traffic': 'true' } });
  });

  test('stands in its security group, whose name is a hash of the cluster, and the group it shares with others', async () => {
    const of = await made({ 'inbound-cidrs': '10.0.0.0/8', 'listen-ports': '[{"HTTP": 8080}]' });
    const [balancer] = of('aws_lb');
    const own = of('aws_security_group').find(({ body }) => body['ingress'] !== undefined);
    expect(own?.name).toMatch(/^k8s-shop-shop-[0-9a-f]{10}$/);
    expect(own?.body).toMatchObject({ vpc_id: 'vpc-1', ingress: [{ protocol: 'tcp', from_port: 8080, to_port: 8080, cidr_blocks: ['10.0.0.0/8'] }] });
    expect(balancer?.body['security_groups']).toEqual([`\${aws_security_group.${own?.name}.id}`, expect.stringMatching(/^\$\{aws_security_group\.k8s-traffic-production-[0-9a-f]{10}\.id\}$/)]);
    expect(of('aws_security_group')).toHaveLength(2);
  });

  test('that is there already is the same one: it keeps its name, its ARN and its address', async () => {
    const balancer = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/old/1';
    const there = (scheme: string): string => `\n${JSON.stringify({
      LoadBalancers: [{ LoadBalancerArn: balancer, LoadBalancerName: 'old', DNSName: 'internal-old-1.eu-west-1.elb.amazonaws.com', Scheme: scheme, Type: 'application', VpcId: 'vpc-1', AvailabilityZones: [{ SubnetId: 'subnet-a' }, { SubnetId: 'subnet-b' }] }],
      TagDescriptions: [{ ResourceArn: balancer, Tags: [{ Key: 'elbv2.k8s.aws/cluster', Value: 'production' }, { Key: 'ingress.k8s.aws/stack', Value: 'shop/shop' }, { Key: 'ingress.k8s.aws/resource', Value: 'LoadBalancer' }] }],
    })}\n---`;
    const balancers = async (scheme: string): Promise<readonly JsonObject[]> => (await given(services + settings + ingress({}) + there(scheme))).estate.ofType('aws_lb').map(({ body }) => body);
    expect(await balancers('internal')).toMatchObject([{ name: 'old', arn: balancer, dns_name: 'internal-old-1.eu-west-1.elb.amazonaws.com' }]);
    expect((await balancers('internet-facing')).map(({ name, arn: own }) => [name, own])).toContainEqual([expect.stringMatching(/^k8s-shop-shop-[0-9a-f]{10}$/), undefined]);
  });

  test('takes its public addresses from a pool, where one is asked for', async () => {
    const balancer = await only('aws_lb', { 'ipam-ipv4-pool-id': 'ipam-pool-1' });
    expect(balancer.body['ipam_pools']).toEqual([{ ipv4_ipam_pool_id: 'ipam-pool-1' }]);
    expect(balancer.locate(['ipam_pools'])?.line).toBe(balancer.locate(['subnets'])!.line + 1);
  });

  test('with a security group that Terraform has yet to make leaves that group as it is', async () => {
    const group: Resource = { scope: 'default', type: 'aws_security_group', name: 'mine', body: { description: 'mine', tags: { Name: 'mine' } }, locate: () => undefined };
    const { resources } = await written(services + settings + ingress({ 'security-groups': 'mine' }));
    const { estate } = runControllers(estateOf([...resources, group]).estate);
    expect(estate.ofType('aws_lb').map(({ body }) => body['security_groups'])).toEqual([['${aws_security_group.mine.id}']]);
    expect(estate.ofType('aws_security_group').map(({ name, body: { description } }) => [name, description])).toEqual([['mine', 'mine']]);
  });

  test('has its web ACL, which stands where the annotation asks for it', async () => {
    const acl = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1';
    const association = await only('aws_wafv2_web_acl_association', { 'wafv2-acl-arn': acl });
    expect(association.body).toEqual({ resource_arn: `\${aws_lb.${association.name}.arn}`, web_acl_arn: acl });
    expect(association.locate(['web_acl_arn'])?.line).toBe((await only('aws_lb', { 'wafv2-acl-arn': acl })).locate(['subnets'])!.line + 1);
  });
});

describe('what a load balancer has beside it', () => {
  test.each([
    ['aws_shield_protection', { 'shield-advanced-protection': 'true' }, { enabled: true }],
    ['aws_wafregional_web_acl_association', { 'waf-acl-id': 'acl-1' }, { web_acl_id: 'acl-1' }],
  ])('%s', async (type, annotations, body) => {
    expect((await only(type, annotations)).body).toMatchObject({ ...body, resource_arn: '${aws_lb.' + (await only('aws_lb', annotations)).name + '.arn}' });
  });

  test('a certificate of ACM, of the authority that a flag of the controller names', async () => {
    const asking = settings.replace('--aws-vpc-id=vpc-1', '--aws-vpc-id=vpc-1, --feature-gates=EnableCertificateManagement=true, "--default-pca-arn=arn:ca"');
    const { estate } = await given(services + asking + ingress({ 'create-acm-cert': 'true', 'listen-ports': '[{"HTTPS": 443}]' }));
    const [certificate] = estate.ofType('aws_acm_certificate');
    expect(certificate?.body).toMatchObject({ domain_name: 'shop.example.com', validation_method: 'DNS', certificate_authority_arn: 'arn:ca' });
    expect(estate.ofType('aws_lb_listener')[0]?.body['certificate_arn']).toBe('${aws_acm_certificate.' + certificate?.name + '.arn}');
  });

  test('reserved capacity, and an address in each subnet of a network load balancer', async () => {
    expect((await only('aws_lb', { 'minimum-load-balancer-capacity': 'CapacityUnits=100' })).body['minimum_load_balancer_capacity']).toEqual([{ capacity_units: 100 }]);
    const network = (name: string, value: string): string => `service.beta.kubernetes.io/aws-load-balancer-${name}: "${value}"`;
    const service = `\napiVersion: v1\nkind: Service\nmetadata: { name: edge, namespace: shop, annotations: { ${network('scheme', 'internet-facing')}, ${network('subnets', 'subnet-a, subnet-b')}, ${network('eip-allocations', 'eip-1, eip-2')} } }\nspec: { type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: { app: web }, ports: [{ port: 443, nodePort: 30443 }] }\n---`;
    const { estate } = await given(settings + service);
    expect(estate.ofType('aws_lb')[0]?.body['subnet_mapping']).toEqual([{ subnet_id: 'subnet-a', allocation_id: 'eip-1' }, { subnet_id: 'subnet-b', allocation_id: 'eip-2' }]);
  });
});

describe('a listener', () => {
  test('is open to the blocks that the load balancer\'s own group lets in, unless AWS alone knows them', async () => {
    const opened = async (annotations: Readonly<Record<string, string>>): Promise<unknown> => (await only('aws_lb_listener', annotations)).body['kubernetes_inbound'];
    expect(await opened({ 'ip-address-type': 'dualstack', 'inbound-cidrs': '10.0.0.0/8,2001:db8::/32' })).toEqual(['10.0.0.0/8', '2001:db8::/32']);
    expect(await opened({ 'inbound-cidrs': '10.0.0.0/8', 'security-group-prefix-lists': 'pl-1' })).toBeUndefined();
    expect(await opened({})).toBeUndefined();
  });

  test('shows its first certificate, and has the others beside it', async () => {
    const of = await made({ 'certificate-arn': `${arn('a')},${arn('b')}`, 'listen-ports': '[{"HTTPS": 443}]', 'mutual-authentication': '[{"port": 443, "mode": "passthrough"}]' });
    expect(of('aws_lb_listener')[0]?.body).toMatchObject({ port: 443, protocol: 'HTTPS', certificate_arn: arn('a'), mutual_authentication: [{ mode: 'passthrough' }] });
    expect(of('aws_lb_listener_certificate').map(({ body }) => body['certificate_arn'])).toEqual([arn('b')]);
  });

  test('has its attributes', async () => {
    const { body } = await only('aws_lb_listener', { 'listener-attributes.HTTP-80': 'routing.http.response.server.enabled=false,routing.http.response.x_frame_options.header_value=DENY' });
    expect(body).toMatchObject({ routing_http_response_server_enabled: false, routing_http_response_x_frame_options_header_value: 'DENY' });
  });
});

describe('a rule', () => {
  const rule = async (annotations: Readonly<Record<string, string>>, paths?: string): Promise<JsonObject> => (await only('aws_lb_listener_rule', annotations, paths)).body;

  test('forwards to several groups by weight, and keeps clients in one', async () => {
    const action = { type: 'forward', forwardConfig: { targetGroups: [{ serviceName: 'web', servicePort: 80, weight: 20 }, { serviceName: 'api', servicePort: 'http', weight: 80 }], targetGroupStickinessConfig: { enabled: true, durationSeconds: 200 } } };
    expect((await rule({ 'actions.split': JSON.stringify(action) }, byAnnotation('split')))['action']).toEqual([
      { type: 'forward', forward: [{ target_group: [{ arn: '${aws_lb_target_group.k8s-shop-web-80.arn}', weight: 20 }, { arn: '${aws_lb_target_group.k8s-shop-api-http.arn}', weight: 80 }], stickiness: [{ enabled: true, duration: 200 }] }] },
    ]);
  });

  test('compares headers, methods, queries and sources, and hosts and paths last', async () => {
    const conditions = [
      { field: 'http-header', httpHeaderConfig: { httpHeaderName: 'X-Team', values: ['a', 'b'] } },
      { field: 'query-string', queryStringConfig: { values: [{ key: 'v', value: '1' }, { value: 'beta' }] } },
      { field: 'source-ip', sourceIPConfig: { values: ['10.0.0.0/8'] } },
    ];
    expect((await rule({ 'conditions.web': JSON.stringify(conditions) }))['condition']).toEqual([
      { http_header: [{ http_header_name: 'X-Team', values: ['a', 'b'] }] },
      { query_string: [{ key: 'v', value: '1' }, { value: 'beta' }] },
      { source_ip: [{ values: ['10.0.0.0/8'] }] },
      { host_header: [{ values: ['shop.example.com'] }] },
      { path_pattern: [{ values: ['/*'] }] },
    ]);
  });

  test('compares a path as a regular expression, and rewrites it', async () => {
    const body = await rule({ 'use-regex-path-match': 'true', 'transforms.web': '[{"type": "url-rewrite", "urlRewriteConfig": {"rewrites": [{"regex": "^/v1/(.*)$", "replace": "/$1"}]}}]' }, '[{ path: "/^/v[0-9]+/.*$", pathType: ImplementationSpecific, backend: { service: { name: web, port: { number: 80 } } } }]');
    expect(body['condition']).toContainEqual({ path_pattern: [{ regex_values: ['^/v[0-9]+/.*$'] }] });
    expect(body['transform']).toEqual([{ type: 'url-rewrite', url_rewrite_config: [{ rewrite: [{ regex: '^/v1/(.*)$', replace: '/$1' }] }] }]);
  });

  test('asks for a login first, and shows nobody the secret of the client', async () => {
    const idp = { issuer: 'https://idp.example.com', authorizationEndpoint: 'https://idp.example.com/auth', tokenEndpoint: 'https://idp.example.com/token', userInfoEndpoint: 'https://idp.example.com/user', secretName: 'oidc' };
    const body = await rule({ 'certificate-arn': arn('a'), 'auth-type': 'oidc', 'auth-idp-oidc': JSON.stringify(idp), 'auth-on-unauthenticated-request': 'deny' });
    expect(body['action']).toMatchObject([{ type: 'authenticate-oidc', authenticate_oidc: [{ issuer: 'https://idp.example.com', authorization_endpoint: 'https://idp.example.com/auth', on_unauthenticated_request: 'deny' }] }, { type: 'forward' }]);
    expect(JSON.stringify(body)).not.toContain('client_secret');
  });

  test('checks a token, and claims in it', async () => {
    const body = await rule({ 'certificate-arn': arn('a'), 'jwt-validation': '{"jwksEndpoint": "https://idp.example.com/keys", "issuer": "https://idp.example.com", "additionalClaims": [{"name": "scope", "format": "space-separated-values", "values": ["read"]}]}' });
    expect(body['action']).toMatchObject([{ type: 'jwt-validation', jwt_validation: [{ issuer: 'https://idp.example.com', jwks_endpoint: 'https://idp.example.com/keys', additional_claim: [{ name: 'scope', format: 'space-separated-values', values: ['read'] }] }] }, { type: 'forward' }]);
  });

  test('that stands in for a Service which does not exist says which', async () => {
    const body = await rule({}, '[{ path: /, pathType: Prefix, backend: { service: { name: gone, port: { number: 80 } } } }]');
    expect(body['action']).toMatchObject([{ type: 'fixed-response', fixed_response: [{ status_code: '503' }], kubernetes_missing: 'Service shop/gone' }]);
  });
});

describe('a target group', () => {
  test('has its attributes as arguments and blocks', async () => {
    const { body } = await only('aws_lb_target_group', { 'target-group-attributes': 'deregistration_delay.timeout_seconds=10,slow_start.duration_seconds=30,load_balancing.algorithm.type=least_outstanding_requests,stickiness.enabled=true,stickiness.type=app_cookie,stickiness.app_cookie.cookie_name=SID,target_group_health.unhealthy_state_routing.minimum_healthy_targets.count=2' });
    expect(body).toMatchObject({ deregistration_delay: 10, slow_start: 30, load_balancing_algorithm_type: 'least_outstanding_requests', stickiness: [{ enabled: true, type: 'app_cookie', cookie_name: 'SID', cookie_duration: 86400 }], target_group_health: [{ unhealthy_state_routing: [{ minimum_healthy_targets_count: 2 }] }] });
    expect(body['kubernetes_attributes']).toBeUndefined();
  });

  test('is bound to its Service, which opens its port to the load balancers of the cluster', async () => {
    const of = await made({});
    const [binding] = of('TargetGroupBinding');
    expect(binding).toMatchObject({ namespace: 'shop', name: 'k8s-shop-web-80', apiVersion: 'elbv2.k8s.aws/v1beta1' });
    expect(binding?.body['spec']).toMatchObject({ targetGroupARN: '${aws_lb_target_group.k8s-shop-web-80.arn}', targetType: 'ip', vpcID: 'vpc-1', serviceRef: { name: 'web', port: 80 }, networking: { ingress: [{ from: [{ securityGroup: { groupID: expect.stringContaining('k8s-traffic-production') } }], ports: [{ port: 8080, protocol: 'TCP' }] }] } });
    expect(of('aws_lb_target_group')[0]?.body['vpc_id']).toBe('vpc-1');
  });
});

test('a network load balancer in front has the other one as its target', async () => {
  const of = await made({ 'enable-frontend-nlb': 'true', 'listen-ports': '[{"HTTP": 80}]' });
  const [front, behind] = ['network', 'application'].map((type) => of('aws_lb').find(({ body }) => body['load_balancer_type'] === type));
  expect(of('aws_lb_listener').map(({ body }) => [body['load_balancer_arn'], body['protocol'], body['port']])).toEqual([
    [`\${aws_lb.${behind?.name}.arn}`, 'HTTP', 80],
    [`\${aws_lb.${front?.name}.arn}`, 'TCP', 80],
  ]);
  expect(of('aws_lb_target_group_attachment').filter(({ body }) => body['target_id'] === `\${aws_lb.${behind?.name}.arn}`)).toHaveLength(1);
});

test('an argument is located at the annotation that asks for it', async () => {
  const [group] = (await made({ 'backend-protocol': 'HTTPS', 'healthcheck-path': '/ready' }))('aws_lb_target_group');
  const lines = ['protocol', 'health_check', 'target_type'].map((argument) => group?.locate([argument])?.line);
  const [, annotated = 0] = lines;
  expect(lines).toEqual([annotated - 1, annotated, annotated - 3]);
});
