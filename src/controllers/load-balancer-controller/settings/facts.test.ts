import { describe, expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import { estateOf, type Estate } from '../../../resource/estate.ts';
import type { JsonObject, Problem, Resource } from '../../../resource/resource.ts';
import { factsOf } from './facts.ts';

const deployment = (image: string, args: readonly string[]): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: lbc, namespace: kube-system }
spec: { template: { spec: { containers: [{ name: c, image: "${image}", args: ${JSON.stringify(args)} }] } } }
---`;

const image = 'public.ecr.aws/eks/aws-load-balancer-controller';

function resource(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body, locate: () => undefined };
}

const aws = (...resources: readonly Resource[]): Estate => estateOf(resources).estate;

describe('how the controller was started', () => {
  test('without any input it has its defaults, and nobody says that it is there', async () => {
    const { flags, version, stated } = factsOf(await written(''), 'default');
    expect(flags).toMatchObject({ ingressClass: 'alb', serviceClass: 'service.k8s.aws/nlb', defaultTargetType: 'instance', enableWafv2: true, enableServiceMutatorWebhook: true });
    expect([flags.clusterName, version, stated]).toEqual([undefined, undefined, undefined]);
  });

  test('the arguments of its own Deployment are its flags, and the tag of its image its version', async () => {
    const estate = await written(deployment(`${image}:v2.6.1`, ['--cluster-name=blue', '--aws-vpc-id', 'vpc-1', '--enable-waf=false', '--disable-ingress-class-annotation', '--default-tags=a=b, c=d', '--feature-gates=NLBSecurityGroup=false,EnableIPTargetType=false']));
    const { flags, gates, version, stated } = factsOf(estate, 'default');
    expect(flags).toMatchObject({ clusterName: 'blue', awsVpcId: 'vpc-1', enableWaf: false, disableIngressClassAnnotation: true, defaultTags: { a: 'b', c: 'd' }, enableIpTargetType: false });
    expect([gates, version, stated]).toEqual([{ NLBSecurityGroup: false, EnableIPTargetType: false }, '2.6.1', true]);
  });

  test('a flag that it does not have, or a value that it does not take, is told where it stands', async () => {
    const problems: Problem[] = [];
    factsOf(await written(deployment(`${image}:v3.5.0`, ['--cluster-nam=blue', '--default-target-type=pod', '--enable-waf=maybe', '--feature-gates=NLBSecurity=true'])), 'default', problems);
    expect(problems.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      'wrong-setting: the load balancer controller has no flag cluster-nam and does not start with it; there is cluster-name',
      'wrong-setting: default-target-type is instance or ip; with pod the load balancer controller does not start',
      'wrong-setting: enable-waf is true or false; with maybe the load balancer controller does not start',
      'wrong-setting: the load balancer controller has no feature gate NLBSecurity and does not start with it',
    ]);
    expect(problems.every(({ at }) => at?.line === 5)).toBe(true);
  });

  test('new Services are its own since 2.5.0, unless its webhooks are in the inputs without the one for Services', async () => {
    const mutates = async (yaml: string): Promise<boolean> => factsOf(await written(yaml), 'default').flags.enableServiceMutatorWebhook;
    const hooks = (...names: readonly string[]): string => `\napiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: { name: aws-load-balancer-webhook }\nwebhooks: ${JSON.stringify(names.map((name) => ({ name })))}\n---`;
    expect(await mutates(deployment(`${image}:v2.4.7`, []))).toBe(false);
    expect(await mutates(deployment(`${image}:v2.5.0`, []))).toBe(true);
    expect(await mutates(deployment(`${image}:v2.10.0`, []))).toBe(true);
    expect(await mutates(deployment(`${image}:v3.5.0`, []) + hooks('mpod.elbv2.k8s.aws'))).toBe(false);
    expect(await mutates(deployment(`${image}:v3.5.0`, []) + hooks('mpod.elbv2.k8s.aws', 'mservice.elbv2.k8s.aws'))).toBe(true);
  });
});

describe('what AWS answers it', () => {
  test('of what the inputs hold nothing, nothing is known', () => {
    expect(factsOf(aws(), 'default').aws).toEqual({});
  });

  test('resources with ids, and Terraform resources that refer to each other, are read alike', () => {
    const facts = factsOf(
      aws(
        resource('aws_vpc', 'main', { cidr_block: '10.0.0.0/16' }),
        resource('aws_subnet', 'subnet-1', { id: 'subnet-1', vpc_id: 'vpc-9', availability_zone: 'eu-west-1a', availability_zone_id: 'euw1-az2', cidr_block: '10.9.0.0/24', available_ip_address_count: 7, tags: { Name: 'a' } }),
        resource('aws_subnet', 'b', { vpc_id: '${aws_vpc.main.id}', availability_zone: 'us-west-2-lax-1a', cidr_block: '10.0.1.0/24' }),
        resource('aws_route_table', 'rt', { vpc_id: '${aws_vpc.main.id}', route: [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' }] }),
        resource('aws_route_table_association', 'b', { route_table_id: '${aws_route_table.rt.id}', subnet_id: '${aws_subnet.b.id}' }),
      ),
      'default',
    ).aws;
    expect(facts.subnets).toEqual([
      { id: '${aws_subnet.b.id}', vpc: '${aws_vpc.main.id}', zone: 'us-west-2-lax-1a', zoneId: '', locale: 'local-zone', cidr: '10.0.1.0/24', ipv6Cidrs: [], tags: {} },
      { id: 'subnet-1', vpc: 'vpc-9', zone: 'eu-west-1a', zoneId: 'euw1-az2', locale: 'availability-zone', cidr: '10.9.0.0/24', ipv6Cidrs: [], tags: { Name: 'a' }, freeAddresses: 7 },
    ]);
    expect(facts.routeTables).toEqual([{ id: '${aws_route_table.rt.id}', vpc: '${aws_vpc.main.id}', main: false, subnets: ['${aws_subnet.b.id}'], toInternetGateway: true }]);
  });

  test('that AWS has none of a kind is known where it answered so', () => {
    const facts = factsOf(aws(resource('AwsAnswer', 'aws_acm_certificate', {})), 'default').aws;
    expect([facts.certificates, facts.subnets]).toEqual([[], undefined]);
  });

  test('of several accounts, that of the cluster\'s VPC counts; what can be named from another one is known all the same', () => {
    const at = (scope: string, type: string, name: string, body: JsonObject): Resource => ({ ...resource(type, name, body), scope });
    const estate = aws(
      resource('LoadBalancerController', 'settings', { flags: { 'aws-vpc-id': 'vpc-1' } }),
      at('111/eu-west-1', 'aws_vpc', 'vpc-1', { id: 'vpc-1', cidr_block: '10.1.0.0/16' }),
      at('222/eu-west-1', 'aws_vpc', 'vpc-2', { id: 'vpc-2', cidr_block: '10.2.0.0/16' }),
      ...['1', '2'].map((each) => at(`${each.repeat(3)}/eu-west-1`, 'aws_acm_certificate', each, { arn: `arn:${each}`, domain_name: 'a.example' })),
      at('222/eu-west-1', 'aws_lb_target_group', 'web', { arn: 'arn:tg', name: 'web', protocol: 'HTTP' }),
    );
    const facts = factsOf(estate, 'default').aws;
    expect([facts.certificates?.map(({ arn }) => arn), facts.vpcs?.length, facts.targetGroups?.map(({ arn }) => arn)]).toEqual([['arn:1'], 2, ['arn:tg']]);
  });

  test('how a target group is checked is known as far as it is said', () => {
    const group = (name: string, body: JsonObject): Resource => resource('aws_lb_target_group', name, { arn: `arn:${name}`, name, protocol: 'TCP', ...body });
    const { targetGroups } = factsOf(aws(group('asked', { health_check: [{ enabled: true, protocol: 'HTTP', matcher: '200-399', interval: 10, timeout: 6 }] }), group('in-part', { health_check: { interval: 30 } }), group('unsaid', {})), 'default').aws;
    expect(targetGroups?.map(({ name, check }) => [name, check])).toEqual([['asked', { protocol: 'HTTP', matcher: '200-399', interval: 10, timeout: 6 }], ['in-part', { interval: 30 }], ['unsaid', undefined]]);
  });

  test('a VPC is found by its tags', () => {
    const tagged = resource('LoadBalancerController', 'settings', { flags: { 'aws-vpc-tags': { Name: 'blue' } } });
    const vpc = (id: string, name: string): Resource => resource('aws_vpc', id, { id, cidr_block: '10.0.0.0/16', tags: { Name: name } });
    expect(factsOf(aws(tagged, vpc('vpc-1', 'red'), vpc('vpc-2', 'blue')), 'default').flags.awsVpcId).toBe('vpc-2');
    expect(factsOf(aws(tagged, vpc('vpc-1', 'blue'), vpc('vpc-2', 'blue')), 'default').flags.awsVpcId).toBeUndefined();
  });
});
