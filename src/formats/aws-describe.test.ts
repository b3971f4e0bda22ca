import { describe, expect, test } from 'vitest';
import type { Resource } from '../resource/resource.ts';
import { readTexts, type TextsRead } from './texts.ts';

const read = (...texts: readonly unknown[]): TextsRead => readTexts(texts.map((value, index) => ({ name: `${index}.json`, text: JSON.stringify(value, undefined, 1), scope: 'account' })));
const only = (value: unknown): Resource => read(value).resources[0]!;
const lineOf = (resource: Resource, ...path: readonly (string | number)[]): string => JSON.stringify(['at', resource.locate(path)?.line]);

describe('what AWS answers, as resources of its Terraform provider', () => {
  test('a subnet, with where each attribute stands', () => {
    const subnet = only({ Subnets: [{ SubnetId: 'subnet-1', SubnetArn: 'arn:aws:ec2:eu-west-1:1:subnet/subnet-1', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1a', AvailabilityZoneId: 'euw1-az1', CidrBlock: '10.0.0.0/24', AvailableIpAddressCount: 9, MapPublicIpOnLaunch: false, Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: 'fd00::/64', Ipv6CidrBlockState: { State: 'disassociated' } }, { Ipv6CidrBlock: 'fd01::/64', Ipv6CidrBlockState: { State: 'associated' } }], Tags: [{ Key: 'kubernetes.io/role/elb', Value: '' }] }] });
    expect(subnet).toMatchObject({ scope: 'account', type: 'aws_subnet', name: 'subnet-1' });
    expect(subnet.body).toEqual({ id: 'subnet-1', arn: 'arn:aws:ec2:eu-west-1:1:subnet/subnet-1', vpc_id: 'vpc-1', availability_zone: 'eu-west-1a', availability_zone_id: 'euw1-az1', cidr_block: '10.0.0.0/24', available_ip_address_count: 9, map_public_ip_on_launch: false, ipv6_cidr_block: 'fd01::/64', tags: { 'kubernetes.io/role/elb': '' } });
    expect(lineOf(subnet, 'vpc_id')).toBe('["at",6]');
  });

  test('a route table says whether it is the main one, and which subnets are its own', () => {
    const table = only({ RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' }], Associations: [{ Main: true }, { Main: false, SubnetId: 'subnet-1' }] }] });
    expect(table.body).toEqual({ id: 'rtb-1', vpc_id: 'vpc-1', route: [{ cidr_block: '10.0.0.0/16', gateway_id: 'local', state: 'active' }, { cidr_block: '0.0.0.0/0', gateway_id: 'igw-1', state: 'active' }], main: true, subnet_ids: ['subnet-1'] });
    expect(lineOf(table, 'route', 1, 'gateway_id')).toBe('["at",14]');
  });

  test('a security group that lets itself in says so apart from the groups it lets in', () => {
    const group = only({ SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'nodes', VpcId: 'vpc-1', IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 90, IpRanges: [{ CidrIp: '10.0.0.0/8' }], UserIdGroupPairs: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }] }, { IpProtocol: '-1' }], IpPermissionsEgress: [] }] });
    expect(group.body['ingress']).toEqual([
      { protocol: 'tcp', from_port: 80, to_port: 90, cidr_blocks: ['10.0.0.0/8'], ipv6_cidr_blocks: [], prefix_list_ids: [], security_groups: ['sg-2'], self: true },
      { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: [], ipv6_cidr_blocks: [], prefix_list_ids: [], security_groups: [], self: false },
    ]);
  });

  test('a network interface, and the instance it belongs to', () => {
    const { body } = only({ NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', SubnetId: 'subnet-1', PrivateIpAddress: '10.0.0.4', PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.4' }, { PrivateIpAddress: '10.0.0.5' }], Groups: [{ GroupId: 'sg-1', GroupName: 'nodes' }], Attachment: { InstanceId: 'i-1', DeviceIndex: 0 }, TagSet: [] }] });
    expect(body).toMatchObject({ private_ips: ['10.0.0.4', '10.0.0.5'], security_groups: ['sg-1'], attachment: [{ instance: 'i-1', device_index: 0 }] });
  });

  test('load balancers and target groups get the tags that describe-tags answers', () => {
    const arn = 'arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/k8s-shop/50dc';
    const { resources } = read(
      { LoadBalancers: [{ LoadBalancerArn: arn, LoadBalancerName: 'k8s-shop', DNSName: 'internal-k8s-shop-1.eu-west-1.elb.amazonaws.com', Scheme: 'internal', Type: 'application', VpcId: 'vpc-1', AvailabilityZones: [{ ZoneName: 'eu-west-1a', SubnetId: 'subnet-1' }], SecurityGroups: ['sg-1'], State: { Code: 'active' } }] },
      { TagDescriptions: [{ ResourceArn: arn, Tags: [{ Key: 'elbv2.k8s.aws/cluster', Value: 'blue' }] }] },
    );
    expect(resources.map(({ type, name }) => `${type} ${name}`)).toEqual(['aws_lb k8s-shop']);
    expect(resources[0]!.body).toMatchObject({ arn, internal: true, load_balancer_type: 'application', subnets: ['subnet-1'], security_groups: ['sg-1'], tags: { 'elbv2.k8s.aws/cluster': 'blue' } });
    expect(resources[0]!.locate(['tags'])?.file).toBe('1.json');
  });

  test('a target group has its health check as a block', () => {
    const { body, locate } = only({ TargetGroups: [{ TargetGroupArn: 'arn:x', TargetGroupName: 'web', Protocol: 'HTTPS', Port: 443, TargetType: 'ip', HealthCheckEnabled: true, HealthCheckPath: '/', HealthCheckPort: 'traffic-port', Matcher: { HttpCode: '200' } }] });
    expect(body['health_check']).toEqual([{ enabled: true, port: 'traffic-port', path: '/', matcher: '200' }]);
    expect([locate(['health_check', 0, 'path'])?.line, locate(['health_check', 0, 'matcher'])?.line]).toEqual([10, 12]);
  });

  test('a certificate that is listed and described is one, as it is described, whichever is read first', () => {
    const arn = 'arn:aws:acm:eu-west-1:1:certificate/b1f9';
    const [list, alone] = [{ CertificateSummaryList: [{ CertificateArn: arn, DomainName: 'a.example', SubjectAlternativeNameSummaries: ['a.example'], Status: 'ISSUED' }] }, { Certificate: { CertificateArn: arn, DomainName: 'a.example', SubjectAlternativeNames: ['a.example', 'b.example'], Status: 'ISSUED' } }];
    for (const texts of [[list, alone], [alone, list]]) {
      const { resources } = read(...texts);
      expect(resources.map(({ type, name, body }) => [type, name, body['subject_alternative_names']])).toEqual([['aws_acm_certificate', 'b1f9', ['a.example', 'b.example']]]);
    }
  });

  test('web ACLs are known by name', () => {
    expect(only({ WebACLs: [{ Name: 'front', Id: '1', ARN: 'arn:waf' }], NextMarker: 'front' })).toMatchObject({ type: 'aws_wafv2_web_acl', name: 'front', body: { arn: 'arn:waf' } });
  });

  test('an empty answer says that there is none', () => {
    expect(read({ CertificateSummaryList: [] }, { Subnets: [] }).resources.map(({ type, name }) => `${type} ${name}`)).toEqual(['AwsAnswer aws_acm_certificate', 'AwsAnswer aws_subnet']);
  });

  test('a Certificate of Kubernetes, and JSON that is nobody\'s answer, are none of them', () => {
    const { resources, unread } = read({ apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name: 'a', namespace: 'b' }, spec: {} }, { Subnets: 'none' });
    expect([resources.map(({ type }) => type), unread.length]).toEqual([['Certificate'], 1]);
  });
});

describe('what looks like an answer of AWS and is not read', () => {
  test.each([
    ['{"DBInstances": [{"DBInstanceIdentifier": "orders"}]}', 'rds.json', 'it looks like an answer of AWS of a kind that is not read: DBInstances'],
    ['{"Subnets": "none"}', 'subnets.json', 'Subnets is not what aws ec2 describe-subnets answers: a list, each of which has SubnetId as a text'],
    ['[{"SubnetId": "subnet-1"}]', 'query.json', 'a list of what has SubnetId is an answer of AWS without the name of its list. Ask without --query'],
    ['["subnet-1"]', 'ids.json', 'a list stands where an object of Kubernetes would'],
    ['-------------------\n| DescribeSubnets |\n+-----------------+\n', 'table.txt', 'it looks like an answer of AWS as a table or as text. Ask with --output json'],
    ['SUBNETS\tarn:aws:ec2:eu-west-1:1:subnet/subnet-1\tFalse\n', 'text.txt', 'it looks like an answer of AWS as a table or as text. Ask with --output json'],
    ['{"Certificate": {}}', 'certificate.json', 'Certificate is not what aws acm describe-certificate answers: it has no CertificateArn'],
    ['{"service": {"type": "NodePort"}}', 'values/gateway.yaml', 'no apiVersion and no kind: not an object of Kubernetes; values of a Helm chart are read where releases of a sallyport.yaml name them'],
    ['{"service": {"type": "NodePort"}}', 'gateway.yaml', 'no apiVersion and no kind: not an object of Kubernetes'],
  ])('%s', async (text, file, reason) => {
    const { unread } = readTexts([{ name: file, text, scope: 'default' }]);
    expect(unread.map((each) => each.reason)).toEqual([reason]);
  });
});

describe('an answer that is not whole, or not alone', () => {
  const problems = (text: string): readonly string[] => readTexts([{ name: 'a.json', text, scope: 'default' }]).problems.map(({ message, at }) => `${message} ${at?.line}:${at?.column}`);

  test('one page of several is told, where it says so', () => {
    expect(problems('{"Subnets": [{"SubnetId": "subnet-1"}],\n"NextToken": "abc"}')).toEqual(['a.json is one page of what aws ec2 describe-subnets answers (NextToken), and what is on the others is taken not to be there. Ask without --max-items and --no-paginate 2:14']);
    // ListWebACLs answers with a NextMarker on the last page, too.
    expect(problems('{"WebACLs": [{"Name": "front"}], "NextMarker": "front"}')).toEqual([]);
    expect(problems('{"Subnets": [{"SubnetId": "subnet-1"}], "NextToken": null}')).toEqual([]);
  });

  test.each(['[cloudshell-user@ip-10-0-1-2 ~]$ aws ec2 describe-subnets', '$ aws ec2 describe-subnets', '~ $ aws ec2 describe-subnets --output json'])('%s is a command', (line) => {
    expect(problems(`${line}\n{"Subnets": [{"SubnetId": "subnet-1"}]}\n`)).toEqual([expect.stringContaining('a command of a shell stands here, and not what it answers. Delete this line 1:1')]);
  });
});
