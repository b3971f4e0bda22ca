import { describe, expect, test } from 'vitest';
import { pathOf } from '../path/path.ts';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { rules } from './index.ts';
import type { Finding } from './rule.ts';

/** A resource as Terraform's files say it, before anything is applied. */
function aws(type: string, name: string, body: JsonObject, scope = 'central'): Resource {
  return { scope, type, name, body: { unknown_after_apply: ['id', 'arn'], ...body }, locate: (path) => ({ file: `${type}.${name} ${path.join('.')}`, line: 1, column: 1, endLine: 1, endColumn: 2 }) };
}

/** The Kubernetes half of an estate. */
function kubernetes(type: string, name: string, spec: JsonObject, scope = 'eks'): Resource {
  return { scope, type, namespace: 'ingress', name, apiVersion: 'apps/v1', body: { apiVersion: 'apps/v1', kind: type, metadata: { name, namespace: 'ingress' }, spec }, locate: () => undefined };
}

const found = (name: string, ...resources: readonly Resource[]): readonly Finding[] => [...(rules.find((rule) => rule.name === name)?.find?.(pathOf(resources)) ?? [])];
const told = (name: string, ...resources: readonly Resource[]): readonly string[] => found(name, ...resources).map(({ message }) => message);
const placed = (name: string, ...resources: readonly Resource[]): readonly (string | undefined)[] => found(name, ...resources).map(({ at }) => at?.file);

const balancer = (internal = false): Resource => aws('aws_lb', 'module.alb.main', { name: 'internet-ingress-alb', internal, load_balancer_type: 'application' });
const listener = (more: JsonObject = {}): Resource => aws('aws_lb_listener', 'module.alb.https', { load_balancer_arn: '${aws_lb.module.alb.main.arn}', protocol: 'HTTP', port: 80, default_action: [{ type: 'fixed-response', fixed_response: [{ status_code: '404', content_type: 'text/plain' }] }], ...more });
const rule = (module: string, more: JsonObject = {}): Resource => aws('aws_lb_listener_rule', `module.${module}.rule`, { listener_arn: '${aws_lb_listener.module.alb.https.arn}', condition: [{ path_pattern: [{ values: ['/internet'] }] }], action: [{ type: 'forward', target_group_arn: `\${aws_lb_target_group.module.${module}.group.arn}` }], ...more });
const group = (module: string, name: string, protocol = 'HTTPS'): Resource => aws('aws_lb_target_group', `module.${module}.group`, { name, protocol, port: 80, target_type: 'ip', vpc_id: '${aws_vpc.main.id}' });
const attachments = (module: string, endpoint: string): readonly Resource[] => [0, 1, 2].map((index) => aws('aws_alb_target_group_attachment', `module.${module}.targets[${index}]`, { target_group_arn: `\${aws_lb_target_group.module.${module}.group.arn}`, target_id: `\${aws_vpc_endpoint.module.${endpoint}.endpoint.network_interface_ids}` }));
const endpoint = (module: string, service: string): Resource => aws('aws_vpc_endpoint', `module.${module}.endpoint`, { vpc_endpoint_type: 'Interface', vpc_id: '${aws_vpc.main.id}', service_name: service, subnet_ids: [] });
const vpc = aws('aws_vpc', 'main', { cidr_block: '10.12.0.0/16' });

describe('plain HTTP from the internet', () => {
  const name = 'plaintext-from-internet';

  test('is told at the protocol of the listener, and that it is called https', () => {
    const estate = [balancer(), listener(), rule('one'), group('one', 'one')];
    expect(told(name, ...estate)).toEqual(['whoever is on the way between a client on the internet and internet-ingress-alb reads and changes what they say on port 80: the listener is called https and takes plain HTTP']);
    expect(placed(name, ...estate)).toEqual(['aws_lb_listener.module.alb.https protocol']);
  });

  test('is fine where nothing is handed on, or clients are inside; there the name is all that is wrong', () => {
    expect(told(name, balancer(), listener())).toEqual([]);
    expect(told(name, balancer(true), listener(), rule('one'), group('one', 'one'))).toEqual([]);
    expect(told('https-only-in-name', balancer(true), listener(), rule('one'), group('one', 'one'))).toEqual(['listener https is encrypted in its name only: clients send it plain HTTP on port 80']);
  });
});

describe('the second connection', () => {
  const second = (target: string): readonly Resource[] => [vpc, balancer(), listener(), rule('target-group'), group('target-group', 'team1'), ...attachments('target-group', 'endpoint'), endpoint('endpoint', '${aws_ssm_parameter.data.one.value}'), rule('target-group2'), group('target-group2', 'team2'), ...attachments('target-group2', target), endpoint('endpoint2', '${aws_ssm_parameter.data.two.value}')];

  test('that is a copy of the first one has the first one\'s addresses', () => {
    expect(told('group-holds-another-endpoint', ...second('endpoint'))).toEqual(['requests for target group team2 reach the service behind team1: both have the addresses of module.endpoint.aws_vpc_endpoint.endpoint, and those of module.endpoint2.aws_vpc_endpoint.endpoint are in no group']);
    expect(placed('group-holds-another-endpoint', ...second('endpoint'))).toEqual(['aws_alb_target_group_attachment.module.target-group2.targets[0] target_id']);
    expect(told('group-holds-another-endpoint', ...second('endpoint2'))).toEqual([]);
  });

  test('does not depend on the order of the inputs, and its mend ends it', () => {
    expect(told('group-holds-another-endpoint', ...second('endpoint').toReversed())).toEqual(told('group-holds-another-endpoint', ...second('endpoint')));
    expect(found('group-holds-another-endpoint', ...second('endpoint'))[0]?.proposals.flatMap(({ edits }) => edits).map((edit) => (edit.edit === 'set' ? edit.to : edit.edit))).toEqual(Array.from({ length: 3 }, () => '${aws_vpc_endpoint.module.endpoint2.endpoint.network_interface_ids}'));
  });

  test('with the same path and no priority: one of the two rules never gets a request', () => {
    expect(told('listener-rule-never-reached', ...second('endpoint2'))).toEqual(['one of two rules of internet-ingress-alb on port 80 gets requests (path /internet): module.target-group2.aws_lb_listener_rule.rule and module.target-group.aws_lb_listener_rule.rule take the same ones, and none of them says its priority, so that the one that apply makes first takes them all']);
    expect(told('listener-rule-never-reached', ...second('endpoint2').toReversed())).toEqual(told('listener-rule-never-reached', ...second('endpoint2')));
  });

  test('with the same path and a priority comes behind the first one', () => {
    const numbered = [vpc, balancer(), listener(), rule('a', { priority: 10 }), group('a', 'a'), rule('b', { priority: 20 }), group('b', 'b')];
    expect(told('listener-rule-never-reached', ...numbered)).toEqual(['no request reaches rule 20 of internet-ingress-alb on port 80 (path /internet): rule 10 takes them all']);
  });

  test('of which a target is not known is not judged', () => {
    const unknown = aws('aws_alb_target_group_attachment', 'module.target-group2.other', { target_group_arn: '${aws_lb_target_group.module.target-group2.group.arn}', unknown_after_apply: ['target_id'] });
    expect(told('group-holds-another-endpoint', ...second('endpoint'), unknown)).toEqual([]);
  });
});

describe('the endpoint of a cluster', () => {
  const name = 'cluster-endpoint-open-to-internet';
  const cluster = (config: JsonObject, unknown: readonly string[] = []): Resource => aws('aws_eks_cluster', 'module.eks.control-plane', { name: 'private-service-cluster', vpc_config: [{ subnet_ids: [], endpoint_private_access: true, ...config }], unknown_after_apply: unknown });

  test('is open where nobody says who may come, or everybody may', () => {
    const unsaid = cluster({}, ['vpc_config[0].public_access_cidrs']);
    expect(placed(name, { ...unsaid, locate: (path) => unsaid.locate(path.at(-1) === 'public_access_cidrs' ? path.slice(0, -1) : path) })).toEqual(['aws_eks_cluster.module.eks.control-plane vpc_config.0.endpoint_public_access']);
    expect(placed(name, cluster({ endpoint_public_access: true, public_access_cidrs: ['0.0.0.0/0'] }))).toEqual(['aws_eks_cluster.module.eks.control-plane vpc_config.0.public_access_cidrs']);
    expect(told(name, cluster({ endpoint_public_access: true, public_access_cidrs: ['203.0.113.0/24'] }))).toEqual([]);
    expect(told(name, cluster({ endpoint_public_access: false }))).toEqual([]);
  });
});

test('a block whose addresses nobody knows yet is not judged', () => {
  const lines: Resource = { ...aws('aws_eks_cluster', 'main', { name: 'a', vpc_config: [{ subnet_ids: [] }], unknown_after_apply: ['vpc_config[0].public_access_cidrs'] }), locate: (path) => ({ file: 'main.tf', line: path.length, column: 1, endLine: path.length, endColumn: 2 }) };
  expect(told('cluster-endpoint-open-to-internet', lines)).toEqual([]);
  expect(told('cluster-endpoint-open-to-internet', { ...lines, body: { ...lines.body, unknown_after_apply: ['vpc_config[0].endpoint_public_access'] } })).toEqual([]);
  const unsure: Resource = { ...balancer(), body: { name: 'edge', unknown_after_apply: ['internal'] }, locate: lines.locate };
  expect(told('plaintext-from-internet', unsure, listener(), rule('one'), group('one', 'one'))).toEqual([]);
});

describe('a web ACL', () => {
  const acl = (rule: JsonObject[], more: JsonObject = {}): Resource => aws('aws_wafv2_web_acl', 'main', { name: 'edge', scope: 'REGIONAL', default_action: [{ allow: [{}] }], rule, ...more });
  const managed = (name: string, override: string): JsonObject => ({ name, priority: 1, override_action: [{ [override]: [{}] }], statement: [{ managed_rule_group_statement: [{ vendor_name: 'AWS', name }] }] });

  test('of which the main group only counts is told at that group', () => {
    expect(placed('rule-group-only-counts', acl([managed('AWSManagedRulesKnownBadInputsRuleSet', 'none'), managed('AWSManagedRulesCommonRuleSet', 'count')]))).toEqual(['aws_wafv2_web_acl.main rule.1.override_action']);
    expect(told('web-acl-stops-nothing', acl([managed('AWSManagedRulesKnownBadInputsRuleSet', 'none'), managed('AWSManagedRulesCommonRuleSet', 'count')]))).toEqual([]);
  });

  test('of which nobody knows the rules, or of which a group is elsewhere, is not judged', () => {
    const elsewhere = { name: 'own', priority: 1, override_action: [{ none: [{}] }], statement: [{ rule_group_reference_statement: [{ arn: 'arn:aws:wafv2:eu-west-1:1:regional/rulegroup/own/1' }] }] };
    expect(told('web-acl-stops-nothing', acl([], { unknown_after_apply: ['rule'] }))).toEqual([]);
    expect(told('web-acl-stops-nothing', acl([elsewhere]))).toEqual([]);
    expect(told('web-acl-stops-nothing', acl([{ name: 'geo', priority: 1, action: [{ count: [{}] }], statement: [{ geo_match_statement: [{ country_codes: ['XX'] }] }] }]))).toHaveLength(1);
  });
});

describe('a parameter that is written over', () => {
  const parameter = (name: string, scope = 'central'): Resource => aws('aws_ssm_parameter', name, { name: 'vpces-service-name-connectionv1', type: 'String', overwrite: true }, scope);

  test('by two connections is an error in one account, and a note each in two', () => {
    expect(found('parameter-overwritten-silently', parameter('one'), parameter('two')).map(({ severity, resource }) => `${severity} ${resource.name}`)).toEqual(['error two']);
    expect(found('parameter-overwritten-silently', parameter('one'), parameter('two', 'other')).map(({ severity }) => severity)).toEqual(['note', 'note']);
  });

  test('is not what a data source reads', () => {
    expect(told('parameter-overwritten-silently', parameter('one'), aws('aws_ssm_parameter', 'data.read', { name: 'vpces-service-name-connectionv1' }))).toHaveLength(1);
  });
});

describe('room for further connections', () => {
  const many = (count: number): readonly Resource[] => Array.from({ length: count }, (_, index) => endpoint(`c${index}`, `com.amazonaws.vpce.eu-central-1.vpce-svc-${index}`));

  test('is told from nine tenths of the quota on, and what is beyond is refused', () => {
    expect(told('endpoint-quota-reached', vpc, ...many(44))).toEqual([]);
    expect(told('endpoint-quota-reached', vpc, ...many(47))).toEqual(['3 further connections fit into aws_vpc.main: it has 47 of 50 endpoints']);
    expect(told('endpoint-quota-reached', vpc, ...many(50))).toEqual(['no further connection fits into aws_vpc.main: it has 50 of 50 endpoints']);
    expect(told('endpoint-quota-reached', vpc, ...many(52))).toEqual(['AWS refuses 2 endpoints of aws_vpc.main (VpcEndpointLimitExceeded): 52 are written, and a VPC has at most 50 unless the account was given more']);
  });

  test('counts each VPC for itself, and no gateway endpoints', () => {
    const gateways = Array.from({ length: 60 }, (_, index) => aws('aws_vpc_endpoint', `s3-${index}`, { vpc_id: '${aws_vpc.main.id}', service_name: 'com.amazonaws.eu-central-1.s3' }));
    expect(told('endpoint-quota-reached', vpc, ...gateways)).toEqual([]);
  });

  test('is also a matter of addresses: each endpoint takes one in each of its subnets', () => {
    const subnet = aws('aws_subnet', 'private', { vpc_id: '${aws_vpc.main.id}', cidr_block: '10.12.0.0/28', availability_zone: 'eu-central-1a' });
    const placedIn = (count: number): readonly Resource[] => many(count).map((each) => ({ ...each, body: { ...each.body, subnet_ids: ['${aws_subnet.private.id}'] } }));
    expect(told('subnet-short-of-addresses', vpc, subnet, ...placedIn(11))).toEqual([]);
    expect(told('subnet-short-of-addresses', vpc, subnet, ...placedIn(13))).toEqual(['AWS refuses 2 interfaces in aws_subnet.private (InsufficientFreeAddressesInSubnet): 13 addresses are asked of 11']);
  });
});

describe('a cluster without a way to the internet', () => {
  const shut = (args: readonly string[]): readonly Resource[] => [
    aws('aws_vpc', 'eks', { cidr_block: '10.11.0.0/16' }, 'eks'),
    aws('aws_subnet', 'a', { vpc_id: '${aws_vpc.eks.id}', cidr_block: '10.11.0.0/21', availability_zone: 'eu-central-1a' }, 'eks'),
    aws('aws_route_table', 'a', { vpc_id: '${aws_vpc.eks.id}', unknown_after_apply: ['id', 'route'] }, 'eks'),
    aws('aws_route_table_association', 'a', { subnet_id: '${aws_subnet.a.id}', route_table_id: '${aws_route_table.a.id}' }, 'eks'),
    aws('aws_eks_cluster', 'main', { name: 'private', vpc_config: [{ subnet_ids: ['${aws_subnet.a.id}'] }] }, 'eks'),
    kubernetes('Deployment', 'aws-load-balancer-controller', { selector: { matchLabels: { app: 'lbc' } }, template: { metadata: { labels: { app: 'lbc' } }, spec: { containers: [{ name: 'aws-load-balancer-controller', image: 'registry/eks/aws-load-balancer-controller:v3.5.0', args }] } } }),
  ];

  test('keeps the load balancer controller waiting, unless it is told not to ask', () => {
    expect(told('controller-asks-services-out-of-reach', ...shut(['--cluster-name=private']))).toEqual(['Ingresses of EKS cluster private get no address: for each of them the load balancer controller waits for AWS Shield, AWS WAF Classic and AWS WAF until it times out, and the subnets of the cluster have no way to the internet']);
    expect(told('controller-asks-services-out-of-reach', ...shut(['--cluster-name=private', '--enable-shield=false', '--enable-waf=false', '--enable-wafv2=false']))).toEqual([]);
  });

  test('is not judged by a value of the chart that nobody knows yet', () => {
    const release = (more: JsonObject): Resource => aws('helm_release', 'lbc', { name: 'aws-load-balancer-controller', namespace: 'kube-system', repository: 'https://aws.github.io/eks-charts', chart: 'aws-load-balancer-controller', version: '1.14.0', ...more }, 'eks');
    const [estate, off] = [shut([]).slice(0, -1), [{ name: 'clusterName', value: 'private' }, { name: 'enableShield', value: 'false' }, { name: 'enableWaf', value: 'false' }]];
    expect(told('controller-asks-services-out-of-reach', ...estate, release({ set: off }))).toEqual(['Ingresses of EKS cluster private get no address: for each of them the load balancer controller waits for AWS WAF until it times out, and the subnets of the cluster have no way to the internet']);
    expect(told('controller-asks-services-out-of-reach', ...estate, release({ set: [...off, { name: 'enableWafv2' }], unknown_after_apply: ['set[3].value'] }))).toEqual([]);
    expect(told('controller-asks-services-out-of-reach', ...estate, release({ set: off, unknown_after_apply: ['values'] }))).toEqual([]);
  });

  test('has one as soon as its VPC has a gateway', () => {
    expect(told('controller-asks-services-out-of-reach', ...shut(['--cluster-name=private']), aws('aws_internet_gateway', 'main', { vpc_id: '${aws_vpc.eks.id}' }, 'eks'))).toEqual([]);
  });

  test('pulls a tag that nobody can push again', () => {
    const repository = (more: JsonObject): Resource => aws('aws_ecr_repository', 'ecr', { name: 'eks-service-account-ecr', image_tag_mutability: 'IMMUTABLE', ...more }, 'eks');
    const pod = kubernetes('Deployment', 'nginx', { template: { spec: { containers: [{ name: 'controller', image: '444455556666.dkr.ecr.eu-central-1.amazonaws.com/eks-service-account-ecr:latest' }] } } });
    expect(told('moving-tag-in-immutable-repository', repository({}), pod)).toEqual(['the next push of eks-service-account-ecr:latest is refused, and Deployment ingress/nginx goes on with the image that was pushed first: tags of repository eks-service-account-ecr never move']);
    expect(told('moving-tag-in-immutable-repository', repository({ image_tag_mutability: 'IMMUTABLE_WITH_EXCLUSION', image_tag_mutability_exclusion_filter: [{ filter: 'lat*', filter_type: 'WILDCARD' }] }), pod)).toEqual([]);
    expect(told('moving-tag-in-immutable-repository', repository({ name: 'other' }), pod)).toEqual([]);
  });
});
