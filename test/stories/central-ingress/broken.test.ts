import { describe, expect, test } from 'vitest';
import { traced, placeOf } from '../xnat/reading.ts';
import type { Loaded } from '../../../src/cli/load.ts';
import { changed, type Change } from './changed.ts';

const groups = 'describe-security-groups.json';
const attributes = 'eks/describe-target-group-attributes-nginx-8a4d1f6b2c9e3570.json';
const service = 'eks/describe-vpc-endpoint-service-configurations.json';

interface Told {
  /** `504 guard-drops-traffic`: what the client gets, and the findings of the stops in their order. */
  readonly answers: readonly string[];
  readonly stops: readonly string[];
  readonly places: readonly string[];
  /** The first mend of each stop that has any. */
  readonly mends: readonly string[];
}

function told(loaded: Loaded, path = '/', headers: readonly string[] = []): Told {
  const { trace, answer } = traced(loaded, { url: `https://app1.example.com${path}`, from: '203.0.113.10', headers: [...headers] });
  return {
    answers: [...new Set(trace.outcomes.map(({ verdict }) => (verdict.kind === 'answered' ? String(verdict.status) : verdict.kind)))],
    stops: [...new Set(answer.stops.map(({ rule }) => rule.name))],
    places: [...new Set(answer.stops.map(({ blocker }) => placeOf(blocker.origin.at)))],
    mends: answer.stops.flatMap(({ mends }) => mends.slice(0, 1).map(({ certainty, title }) => `${certainty}: ${title}`)),
  };
}

const inVpc = (make: (at: number) => Change): readonly Change[] => [0, 1, 2].map(make);

describe('once AWS answers for both accounts', () => {
  test('a group of the endpoints that takes another port: 504, and the port opened for the group of the load balancer', async () => {
    expect(told(await changed('describe', [`internet/${groups}`, ['SecurityGroups', 1, 'IpPermissions', 0, 'FromPort'], 443], [`internet/${groups}`, ['SecurityGroups', 1, 'IpPermissions', 0, 'ToPort'], 443]))).toMatchObject({
      answers: ['504'],
      stops: ['guard-drops-traffic'],
      mends: ['proved: allow tcp/80 from sg-0a51d8c2e7f30b964 (central-alb) on sg-0b62e9d3f8041ca75 (central-endpoints)'],
    });
  });

  test('a network ACL that keeps replies of the endpoints out: 504', async () => {
    expect(told(await changed('describe', ...[7, 7, 7].map((at): Change => ['internet/describe-network-acls.json', ['NetworkAcls', 0, 'Entries', at], undefined])))).toMatchObject({ answers: ['504'], stops: ['network-acl-denies-reply'] });
  });

  test('an endpoint in a zone that the service does not serve: a third of the requests gets 504, and it is taken out of there', async () => {
    expect(told(await changed('describe', [service, ['ServiceConfigurations', 0, 'AvailabilityZoneIds'], ['euw1-az1', 'euw1-az2']]))).toEqual({
      answers: ['delivered', '504'],
      stops: ['endpoint-zone-not-served'],
      places: ['describe-vpc-endpoints.json:10'],
      mends: ['proved: take subnet-0f61c3e92748a0db5 out of the endpoint, and its address out of the target group'],
    });
  });

  test('an endpoint that nobody has accepted: 504, and the command that accepts it', async () => {
    const loaded = await changed('describe', [service, ['ServiceConfigurations', 0, 'AcceptanceRequired'], true], ['internet/describe-vpc-endpoints.json', ['VpcEndpoints', 0, 'State'], 'pendingAcceptance'], ['eks/describe-vpc-endpoint-connections.json', ['VpcEndpointConnections', 0, 'VpcEndpointState'], 'pendingAcceptance']);
    expect(told(loaded)).toEqual({ answers: ['504'], stops: ['endpoint-not-available'], places: ['describe-vpc-endpoints.json:8'], mends: ['proved: accept it'] });
    const { answer } = traced(loaded, { url: 'https://app1.example.com/', from: '203.0.113.10' });
    expect(answer.stops[0]!.mends[0]!.command).toBe('aws ec2 accept-vpc-endpoint-connections --service-id vpce-svc-0f2d8b6a4c9e17350 --vpc-endpoint-ids vpce-0a7c3e9f5d1b28640');
  });

  test('a PROXY protocol header that NGINX does not read: 400, and the health of the endpoints goes with it', async () => {
    const loaded = await changed('describe', [attributes, ['Attributes', 3, 'Value'], 'true']);
    expect(told(loaded)).toMatchObject({ answers: ['400'], stops: ['proxy-protocol-on-one-side'] });
    const { trace } = traced(loaded, { url: 'https://app1.example.com/', from: '203.0.113.10' });
    expect(trace.health.filter(({ from }) => from.startsWith('group/')).map(({ state, cause }) => `${state} ${cause ?? ''}`)).toEqual(Array.from({ length: 3 }, () => 'unhealthy preamble-unexpected'));
  });

  test('a node group that does not open the health port: the request is delivered, every target is unhealthy, and the port is named', async () => {
    const loaded = await changed('describe', [`eks/${groups}`, ['SecurityGroups', 1, 'IpPermissions', 2], undefined]);
    expect(told(loaded)).toMatchObject({ answers: ['delivered'], stops: [] });
    const { trace, answer } = traced(loaded, { url: 'https://app1.example.com/', from: '203.0.113.10' });
    expect(trace.health.filter(({ from }) => from.startsWith('targets/')).map(({ state, cause }) => `${state} ${cause ?? ''}`)).toEqual(Array.from({ length: 3 }, () => 'unhealthy guard-dropped'));
    expect(answer.besides.flatMap(({ mends }) => mends.slice(0, 1).map(({ title }) => title))).toContain('allow tcp/10254 from sg-0c73fae4091520db8 (nginx-nlb) on sg-0d840bf51a2631ec9 (eks-cluster-sg-workloads-1183920465)');
  });

  test('a listener on another port than the load balancer dials: 502 or 504, which no guide of AWS says', async () => {
    expect(told(await changed('describe', ['eks/describe-listeners.json', ['Listeners', 0, 'Port'], 8080]))).toMatchObject({ answers: ['502', '504'], stops: ['no-listener-on-port'], places: ['describe-load-balancers.json:3'] });
  });

  test('targets of an endpoint that is gone: nobody has the address, and the group lets nothing out to it', async () => {
    expect(told(await changed('describe', ...inVpc((at) => ['internet/describe-target-health-app1-6d2c9b0f4e8a3157.json', ['TargetHealthDescriptions', at, 'Target', 'Id'], `10.12.1${at * 2}.77`])))).toMatchObject({ answers: ['504'], stops: ['address-held-by-nothing', 'guard-drops-traffic'] });
  });

  test('a group of the network load balancer is asked about the client of PrivateLink, unless that is turned off', async () => {
    const own = inVpc((at) => [`eks/${groups}`, ['SecurityGroups', 0, 'IpPermissions', 0, 'IpRanges', at, 'CidrIp'], `10.11.${at * 8}.0/21`]);
    expect(told(await changed('describe', ...own))).toMatchObject({ answers: ['504'], stops: ['guard-drops-traffic'], places: [`${groups}:42`], mends: ['proved: allow tcp/80 from 10.12.0.0/23, 10.12.2.0/23, 10.12.4.0/23 on sg-0c73fae4091520db8 (nginx-nlb)'] });
    expect(told(await changed('describe', ...own, ['eks/describe-load-balancers.json', ['LoadBalancers', 0, 'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic'], 'off']))).toMatchObject({ answers: ['delivered'], stops: [] });
  });

  test('the address of the client is never kept through PrivateLink: pods that are open for it alone get nothing', async () => {
    const open = (cidr: string): readonly Change[] => [[attributes, ['Attributes', 2, 'Value'], 'true'], [`eks/${groups}`, ['SecurityGroups', 1, 'IpPermissions', 1, 'UserIdGroupPairs'], []], [`eks/${groups}`, ['SecurityGroups', 1, 'IpPermissions', 1, 'IpRanges'], [{ CidrIp: cidr }]]];
    expect(told(await changed('describe', ...open('10.12.0.0/16')))).toMatchObject({ answers: ['504'], stops: ['guard-drops-traffic'], mends: ['proved: allow tcp/80 from sg-0c73fae4091520db8 (nginx-nlb) on sg-0d840bf51a2631ec9 (eks-cluster-sg-workloads-1183920465)'] });
    expect(told(await changed('describe', ...open('10.11.0.0/16')))).toMatchObject({ answers: ['delivered'] });
  });

  test('a web ACL blocks before anything is forwarded, with the rule and the mend that lets the least in', async () => {
    const healthy = await changed('describe');
    expect(told(healthy, '/nginx_status')).toMatchObject({ answers: ['403'], stops: ['web-acl-blocks-request'], mends: [] });
    expect(told(healthy, '/', ['User-Agent:'])).toMatchObject({ answers: ['403'], stops: ['web-acl-blocks-request'], mends: ['proved: let NoUserAgent_HEADER of web ACL central count instead of blocking; the other rules of its group go on blocking'] });
  });

  test('a certificate for another name ends it at the first handshake', async () => {
    expect(told(await changed('describe', ['internet/describe-certificate.json', ['Certificate', 'SubjectAlternativeNames'], ['www.example.com']], ['internet/describe-certificate.json', ['Certificate', 'DomainName'], 'www.example.com']))).toMatchObject({ answers: ['handshake'], stops: ['server-certificate-not-trusted'] });
  });
});

describe('before anything is applied', () => {
  test.each<readonly [string, readonly Change[], string, string]>([
    ['an account that is not among the principals', [['eks.json', ['aws_vpc_endpoint_service_allowed_principal.central', 'principal_arn'], 'arn:aws:iam::999988887777:root']], 'endpoint-not-available', 'proved: allow account 111122223333 to connect'],
    ['a service that wants every endpoint accepted', [['eks.json', ['aws_vpc_endpoint_service.nginx', 'acceptance_required'], true]], 'endpoint-not-available', 'proved: accept it'],
    ['a group of the endpoints that takes another port', [['internet.json', ['aws_vpc_security_group_ingress_rule.from_load_balancer', 'from_port'], 443], ['internet.json', ['aws_vpc_security_group_ingress_rule.from_load_balancer', 'to_port'], 443]], 'guard-drops-traffic', 'proved: allow tcp/80 from aws_security_group alb on aws_security_group endpoints'],
  ])('%s: 504, told from the plans alone, with the mend', async (_, changes, name, mend) => {
    expect(told(await changed('plan', ...changes))).toMatchObject({ answers: ['504'], stops: [name], mends: [mend] });
  });

  test('an endpoint in a zone without the service is told by the id of the zone', async () => {
    const { answers, stops } = told(await changed('plan', ['internet.json', ['aws_subnet.endpoints["euw1-az3"]', 'availability_zone_id'], 'euw1-az4']));
    expect(answers).toEqual(['delivered', '504']);
    expect(stops[0]).toBe('endpoint-zone-not-served');
  });
});
