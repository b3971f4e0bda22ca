import { describe, expect, test } from 'vitest';
import { estateOf } from '../../../resource/estate.ts';
import type { JsonObject, Resource } from '../../../resource/resource.ts';
import { planRefusalsIn, refusalsIn } from './refusals.ts';

function planned(type: string, name: string, body: JsonObject, scope = 'default'): Resource {
  return { scope, type, name, body: { ...body, unknown_after_apply: [] }, locate: () => undefined };
}

function messages(...resources: readonly Resource[]): readonly string[] {
  return refusalsIn(estateOf(resources).estate).map(({ resource, path, message }) => `${resource.name} ${path.join('.')}: ${message}`);
}

const policy = (...statements: readonly JsonObject[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const put = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::shop-logs/edge/AWSLogs/111122223333/*' };
const elb = { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' };

describe('a bucket for access logs', () => {
  const balancer = (body: JsonObject = {}, scope?: string): Resource => planned('aws_lb', 'edge', { subnets: ['${aws_subnet.a.id}'], access_logs: [{ bucket: '${aws_s3_bucket.logs.id}', prefix: 'edge', enabled: true }], ...body }, scope);
  const bucket = planned('aws_s3_bucket', 'logs', { bucket: 'shop-logs' });
  const rule = (...statements: readonly JsonObject[]): Resource => planned('aws_s3_bucket_policy', 'logs', { bucket: '${aws_s3_bucket.logs.id}', policy: policy(...statements) });
  const denied = '; AWS says "Access Denied for bucket: shop-logs. Please check S3bucket permission"';

  test('without a policy', () => {
    expect(messages(balancer(), bucket)).toEqual([`edge access_logs.0.bucket: the policy of the bucket shop-logs does not let logdelivery.elasticloadbalancing.amazonaws.com put objects${denied}`]);
    expect(messages(balancer({ access_logs: [{ bucket: 'shop-logs', enabled: false }] }), bucket)).toEqual([]);
  });

  test('whose policy lets Elastic Load Balancing write, in each of its forms', () => {
    const fits = (principal: JsonObject | string, scope?: string): readonly string[] => messages(balancer({}, scope), { ...bucket, scope: scope ?? 'default' }, { ...rule({ ...put, Principal: principal }), scope: scope ?? 'default' });
    expect([fits(elb), fits('*'), fits({ AWS: 'arn:aws:iam::054676820928:root' }), fits({ AWS: ['054676820928'] }, '111122223333/eu-central-1'), fits({ AWS: '${aws_elb_service_account.data.main.arn}' })]).toEqual([[], [], [], [], []]);
    expect(fits({ AWS: 'arn:aws:iam::156460612806:root' }, '111122223333/eu-central-1')).toEqual([`edge access_logs.0.bucket: the policy of the bucket shop-logs does not let logdelivery.elasticloadbalancing.amazonaws.com put objects, only arn:aws:iam::156460612806:root${denied}`]);
    expect(fits({ Service: 'delivery.logs.amazonaws.com' })).toEqual([`edge access_logs.0.bucket: the policy of the bucket shop-logs does not let logdelivery.elasticloadbalancing.amazonaws.com put objects, only delivery.logs.amazonaws.com${denied}`]);
  });

  test('whose policy is for another prefix', () => {
    expect(messages(balancer(), bucket, rule({ ...put, Principal: elb, Resource: '${aws_s3_bucket.logs.arn}/AWSLogs/*' }))).toEqual([`edge access_logs.0.bucket: the policy of the bucket shop-logs lets logdelivery.elasticloadbalancing.amazonaws.com put objects at arn:aws:s3:::shop-logs/AWSLogs/*, and logs go to shop-logs/edge/AWSLogs/${denied}`]);
    expect(messages(balancer(), bucket, rule({ ...put, Principal: elb, Resource: '${aws_s3_bucket.logs.arn}/edge/AWSLogs/${aws_caller_identity.data.me.account_id}/*' }))).toEqual([]);
    expect(messages(balancer(), bucket, rule({ ...put, Principal: elb, Resource: '*' }))).toEqual([]);
  });

  test('of a Network Load Balancer, whose logs somebody else writes', () => {
    const network = balancer({ load_balancer_type: 'network' });
    const delivery = { Service: 'delivery.logs.amazonaws.com' };
    expect(messages(network, bucket, rule({ ...put, Principal: elb }))).toEqual([`edge access_logs.0.bucket: the policy of the bucket shop-logs does not let delivery.logs.amazonaws.com put objects, only logdelivery.elasticloadbalancing.amazonaws.com${denied}`]);
    expect(messages(network, bucket, rule({ ...put, Principal: delivery }))).toEqual([`edge access_logs.0.bucket: the policy of the bucket shop-logs does not let delivery.logs.amazonaws.com read its ACL (s3:GetBucketAcl)${denied}`]);
    expect(messages(network, bucket, rule({ ...put, Principal: delivery }, { Effect: 'Allow', Action: 's3:Get*', Principal: delivery, Resource: '${aws_s3_bucket.logs.arn}' }))).toEqual([]);
  });

  test('that is encrypted with a key of its own, or elsewhere', () => {
    const encrypted = planned('aws_s3_bucket_server_side_encryption_configuration', 'logs', { bucket: 'shop-logs', rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms' }] }] });
    expect(messages(balancer(), bucket, rule({ ...put, Principal: elb }), encrypted)).toEqual([`edge access_logs.0.bucket: the bucket shop-logs is encrypted with a KMS key, and logs of an Application Load Balancer only go into one with keys of S3 (SSE-S3)${denied}`]);
    expect(messages(balancer({ region: 'eu-west-1' }), planned('aws_s3_bucket', 'logs', { bucket: 'shop-logs', region: 'eu-central-1' }), rule({ ...put, Principal: elb }))).toEqual(['edge access_logs.0.bucket: the bucket shop-logs is in eu-central-1, and the load balancer in eu-west-1: its logs go into a bucket of its own Region']);
  });

  test('of which nothing here tells the policy', () => {
    const open = planned('aws_s3_bucket_policy', 'logs', { bucket: '${aws_s3_bucket.logs.id}' });
    const { unknown_after_apply: _, ...described } = bucket.body;
    expect(messages(balancer(), bucket, open)).toEqual([]);
    expect(messages(balancer())).toEqual([]);
    expect(messages(balancer(), { ...bucket, body: described })).toEqual([]);
    expect(messages(balancer(), bucket, planned('aws_s3_bucket_policy', 'x', { policy: policy() }))).toEqual([]);
  });
});

test('destinations of web ACL logs', () => {
  const logging = planned('aws_wafv2_web_acl_logging_configuration', 'l', { resource_arn: 'x', log_destination_configs: ['${aws_cloudwatch_log_group.waf.arn}', 'arn:aws:s3:::aws-waf-logs-shop', 'arn:aws:firehose:eu-west-1:1:deliverystream/waf', '${aws_kinesis_firehose_delivery_stream.f.arn}'] });
  const said = 'AWS says "The ARN isn\'t valid. A valid ARN begins with arn: and includes other information separated by colons or slashes., field: LOG_DESTINATION"';
  expect(messages(logging, planned('aws_cloudwatch_log_group', 'waf', { name: '/waf/shop' }), planned('aws_kinesis_firehose_delivery_stream', 'f', { name: 'aws-waf-logs-f' }))).toEqual([
    `l log_destination_configs.0: the name of a destination of web ACL logs begins with aws-waf-logs-, and this one is /waf/shop; ${said}`,
    `l log_destination_configs.2: the name of a destination of web ACL logs begins with aws-waf-logs-, and this one is waf; ${said}`,
  ]);
});

describe('names that are taken', () => {
  test('twice in an account, a Region, a VPC', () => {
    expect(messages(planned('aws_iam_role', 'a', { name: 'deploy' }, '111122223333/eu-west-1'), planned('aws_iam_role', 'b', { name: 'deploy' }, '111122223333/us-east-1'), planned('aws_iam_role', 'c', { name: 'deploy' }, '444455556666/eu-west-1'))).toEqual(['b name: aws_iam_role.a has the name deploy, too, and an account has one of that name: whichever is made second ends with "EntityAlreadyExists: Role with name deploy already exists."']);
    expect(messages(planned('aws_lb', 'a', { name: 'edge' }), planned('aws_alb', 'b', { name: 'edge' }), planned('aws_lb', 'c', { name: 'edge', load_balancer_type: 'network' }))).toEqual([`c name: aws_lb.a has the name edge, too, and a Region of an account has one of that name: whichever is made second ends with "DuplicateLoadBalancerName: A load balancer with the same name 'edge' exists, but with different settings"`, 'b name: aws_lb.a has the name edge, too, and a Region of an account has one of that name: whichever is made second ends with "ELBv2 Load Balancer (edge) already exists"']);
    const vpcs = [planned('aws_vpc', 'x', {}), planned('aws_vpc', 'y', {})];
    expect(messages(...vpcs, planned('aws_security_group', 'a', { name: 'web', vpc_id: '${aws_vpc.x.id}' }), planned('aws_security_group', 'b', { name: 'web', vpc_id: '${aws_vpc.y.id}' }), planned('aws_security_group', 'c', { name: 'web', vpc_id: '${aws_vpc.x.id}' }))).toEqual([`c name: aws_security_group.a has the name web, too, and a VPC has one of that name: whichever is made second ends with "InvalidGroup.Duplicate: The security group 'web' already exists for VPC"`]);
  });

  test('a parameter that may be overwritten, and folders that are for an account each, are no mistake of this kind', () => {
    expect(messages(planned('aws_ssm_parameter', 'a', { name: '/p', overwrite: true }), planned('aws_ssm_parameter', 'b', { name: '/p' }), planned('aws_iam_role', 'dev:r', { name: 'r' }), planned('aws_iam_role', 'prod:r', { name: 'r' }))).toEqual([]);
    const record = (name: string, body: JsonObject = {}): Resource => planned('aws_route53_record', name, { zone_id: '${aws_route53_zone.z.id}', name: 'shop.example.com', type: 'A', ttl: 60, records: ['192.0.2.1'], ...body });
    expect(messages(record('a'), record('b'), record('c', { type: 'TXT', records: ['x'] }), record('d', { set_identifier: 'blue' }), record('e', { allow_overwrite: true }), record('f', { zone_id: '${aws_route53_zone.y.id}' }), planned('aws_route53_zone', 'z', { name: 'example.com' }), planned('aws_route53_zone', 'y', { name: 'example.com' }))).toEqual(["b name: aws_route53_record.a has the name shop.example.com, too, and a zone has one of that name: whichever is made second ends with \"InvalidChangeBatch: [Tried to create resource record set [name='shop.example.com.', type='A'] but it already exists]\""]);
    // Two folders that work with one profile work in one account; of those that name none nobody knows.
    const folders = (scope: string): readonly string[] => messages(planned('aws_ssm_parameter', 'a:name', { name: '/p' }, scope), planned('aws_ssm_parameter', 'b:name', { name: '/p' }, scope));
    expect([folders('central/eu-west-1').length, folders('default').length]).toEqual([1, 0]);
    expect(messages(planned('aws_ssm_parameter', 'a', { name: '/p' }), planned('aws_ssm_parameter', 'b', { name: '/p' }))).toEqual(['b name: aws_ssm_parameter.a has the name /p, too, and a Region of an account has one of that name: whichever is made second ends with "ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true."']);
  });
});

describe('principals of an endpoint service', () => {
  const service = (...principals: readonly string[]): Resource => planned('aws_vpc_endpoint_service', 's', { acceptance_required: false, allowed_principals: principals }, 'team');

  test('a role of nearly that name', () => {
    const roles = [planned('aws_iam_role', 'net', { name: 'network-role-central' }, 'central'), planned('aws_iam_role', 'own', { name: 'network-role-eks' }, 'team')];
    expect(messages(service('arn:aws:iam::111122223333:role/network-role'), ...roles)).toEqual(['s allowed_principals.0: no role of these inputs is called network-role, and aws_iam_role.net is called network-role-central: an endpoint that network-role-central asks for ends with "The Vpc Endpoint Service does not exist" (InvalidServiceName), as for everybody who is not allowed']);
    expect(messages(service('arn:aws:iam::111122223333:role/network-role-central', 'arn:aws:iam::111122223333:root', '*', 'arn:aws:iam::111122223333:role/ci'), ...roles)).toEqual([]);
    expect(messages(service('arn:aws:iam::111122223333:role/network-role'), planned('aws_iam_role', 'net', { name: 'network-role-central' }, '444455556666/eu-west-1'))).toEqual([]);
  });

  test('a session', () => {
    expect(messages(planned('aws_vpc_endpoint_service_allowed_principal', 'p', { vpc_endpoint_service_id: 'x', principal_arn: 'arn:aws:sts::111122223333:assumed-role/ci/me' }))).toEqual([`p principal_arn: arn:aws:sts::111122223333:assumed-role/ci/me is a session, and a principal is an account, a role or a user; AWS says "InvalidPrincipal: Invalid Principal: 'arn:aws:sts::111122223333:assumed-role/ci/me'"`]);
  });
});

test('zones of a load balancer', () => {
  const subnet = (name: string, zone: string): Resource => planned('aws_subnet', name, { vpc_id: 'v', availability_zone: zone });
  const subnets = [subnet('a', 'eu-west-1a'), subnet('b', 'eu-west-1b'), subnet('c', 'eu-west-1a'), subnet('local', 'us-west-2-lax-1a'), subnet('x', '${aws_availability_zones.data.all.names[0]}'), subnet('y', '${aws_availability_zones.data.all.names[0]}')];
  const at = (name: string, type: string, ...of: readonly string[]): Resource => planned('aws_lb', name, { load_balancer_type: type, subnets: of.map((each) => `\${aws_subnet.${each}.id}`) });
  const twice = 'AWS says "A load balancer cannot be attached to multiple subnets in the same Availability Zone"';
  expect(messages(...subnets, at('one', 'application', 'a'), at('two', 'application', 'a', 'b'), at('same', 'application', 'a', 'b', 'c'), at('edge', 'application', 'local'), at('flow', 'network', 'a'), at('hidden', 'network', 'x', 'y'), at('unknown', 'application', 'z'))).toEqual([
    'one subnets: an Application Load Balancer is in two zones at least, and this one is in one; AWS says "At least two subnets in two different Availability Zones must be specified"',
    `same subnets.2: two of its subnets are in eu-west-1a; ${twice}`,
    `hidden subnets.1: two of its subnets are in one zone (data.aws_availability_zones.all.names[0]); ${twice}`,
  ]);
});

test('values of closed lists, and arguments that exclude each other', () => {
  const said = (...resources: readonly Resource[]): readonly string[] => planRefusalsIn(estateOf(resources).estate).map(({ resource, path, message }) => `${resource.name} ${path.join('.')}: ${message}`);
  expect(said(
    planned('aws_lb', 'a', { load_balancer_type: 'aplication', name: 'x', name_prefix: 'y', subnets: ['s'], subnet_mapping: [{ subnet_id: 's' }] }),
    planned('aws_lb', 'b', {}),
    planned('aws_lb_listener', 'l', { load_balancer_arn: 'x', protocol: 'https', default_action: [{ type: 'forwards' }] }),
  )).toEqual([
    'a load_balancer_type: expected load_balancer_type to be one of ["application" "network" "gateway"], got aplication. Did you mean "application"?',
    'a subnets: Invalid combination of arguments: "subnet_mapping": only one of `subnet_mapping,subnets` can be specified, but `subnet_mapping,subnets` were specified',
    'a name_prefix: Conflicting configuration arguments: "name": conflicts with name_prefix',
    'b : Invalid combination of arguments: "subnet_mapping": one of `subnet_mapping,subnets` must be specified',
    'l default_action.0.type: expected type to be one of ["forward" "authenticate-oidc" "authenticate-cognito" "redirect" "fixed-response" "jwt-validation"], got forwards. Did you mean "forward"?',
  ]);
});

test('names and descriptions that AWS does not take', () => {
  expect(messages(
    planned('aws_iam_role', 'a', { name: 'deploy role' }),
    planned('aws_iam_role', 'b', { name: 'x'.repeat(65) }),
    planned('aws_s3_bucket', 'c', { bucket: 'Shop_Logs' }),
    planned('aws_security_group', 'd', { name: 'sg-web', description: "the team's" }),
    planned('aws_ecr_repository', 'e', { name: 'Shop/web' }),
    planned('aws_ssm_parameter', 'f', { name: '/aws/x' }),
    planned('aws_eks_cluster', 'g', { name: '-c' }),
  ).map((each) => each.replace(/; AWS.*/, ''))).toEqual([
    'a name: the name of a role has letters, digits and + = , . @ _ -; "deploy role" is another',
    'b name: the name of a role has at most 64 characters; this one has 65',
    'c bucket: the name of a bucket has at least 3 lower-case letters, digits, dots and hyphens, the first and last a letter or digit; "Shop_Logs" is another',
    'd name: the name of a security group has letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*, and does not begin with sg-; "sg-web" is another',
    'd description: the description of a security group has letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*; "the team\'s" is another, and AWS says "Invalid security group description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"',
    'e name: the name of a repository has at least 2 lower-case letters, digits, and . _ - / between them; "Shop/web" is another',
    'f name: the name of a parameter has letters, digits and . - _ /, and does not begin with aws or ssm; "/aws/x" is another',
    'g name: the name of a cluster has letters, digits, hyphens and underscores, a letter or digit first; "-c" is another',
  ]);
  expect(messages(planned('aws_s3_bucket', 'a', { bucket: 'shop.logs-1' }), planned('aws_ecr_repository', 'b', { name: 'team/shop_web-v2' }), planned('aws_ssm_parameter', 'c', { name: 'awesome/x' }), planned('aws_ssm_parameter', 'd', { name: '/shop/aws/key' }), planned('aws_security_group', 'e', { name: 'web (main)', description: '' }), planned('aws_iam_role', 'f', { name: 'x-${aws_region.data.r.name}' }))).toEqual([]);
});

test('listeners of one balancer on one port', () => {
  const at = (name: string, protocol: string, port: number): Resource => planned('aws_lb_listener', name, { load_balancer_arn: '${aws_lb.edge.arn}', protocol, port, default_action: [{ type: 'forward' }] });
  expect(messages(at('a', 'TCP', 53), at('b', 'UDP', 53), at('c', 'TCP', 53), planned('aws_lb_listener', 'd', { load_balancer_arn: '${aws_lb.edge.arn}', protocol: 'tls', port: 443, ssl_policy: 'TLS-1-2', default_action: [{ type: 'forward' }] }))).toEqual([
    'c port: aws_lb_listener.a listens on port 53 of the same load balancer; AWS says "DuplicateListener: A listener already exists on this port for this load balancer"',
    'd protocol: a listener of TLS needs certificate_arn; AWS says "A certificate must be specified for TLS listeners"',
    'd ssl_policy: security policies are called ELBSecurityPolicy-..., and this is TLS-1-2; AWS says "SSLPolicyNotFound"',
  ]);
});

test('statements of a web ACL are one of their kinds, and a rule says what is done', () => {
  const geo = { geo_match_statement: [{ country_codes: ['DE'] }] };
  const rule = (name: string, priority: number, statement: JsonObject, more: JsonObject = { action: [{ block: [{}] }] }): JsonObject => ({ name, priority, statement: [statement], ...more });
  const acl = planned('aws_wafv2_web_acl', 'w', { name: 'w', rule: [rule('a', 1, { ...geo, byte_match_statement: [{}] }), rule('b', 2, { and_statement: [{ statement: [geo, {}] }] }), rule('c', 3, geo, {}), rule('d', 4, { rate_based_statement: [{ limit: 100, scope_down_statement: [{ not_statement: [{ statement: [geo] }] }] }], and_statement: [] })] });
  expect(messages(acl).map((each) => each.replace(/; AWS says .*/, ''))).toEqual([
    'w rule.0.statement.0.byte_match_statement: a statement of the rule a has geo_match_statement and byte_match_statement, and a statement is one of them',
    'w rule.1.statement.0.and_statement.0.statement.1: a statement of the rule b says nothing',
    'w rule.2: the rule c has neither action nor override_action',
  ]);
});
