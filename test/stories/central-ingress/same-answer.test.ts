import { describe, expect, test } from 'vitest';
import { checkedOf } from '../../../src/cli/check.ts';
import type { Trace } from '../../../src/path/trace.ts';
import { example } from '../played.ts';
import { traced } from '../xnat/reading.ts';
import { changed, type Change } from './changed.ts';

const request = { url: 'https://app1.example.com/', from: '203.0.113.10' };

/** What AWS calls a thing once it is there, and what Terraform calls it before; what is written here is what both mean. */
const names: readonly (readonly [string | RegExp, string])[] = [
  [/sg-0a51d8c2e7f30b964 \(central-alb\)|aws_security_group alb/g, 'group of the load balancer'],
  [/sg-0b62e9d3f8041ca75 \(central-endpoints\)|aws_security_group endpoints/g, 'group of the endpoints'],
  [/^out igw-07b3e9f1c5a2d8046 \(internet\)$|^out aws_internet_gateway internet$/g, 'out the internet gateway'],
  [/route 10\.1[12]\.0\.0\/16$/g, 'local'],
];

/** The rules that decide about the first of the answers, each with the word of its hop, in the terms of both forms. */
function decided({ outcomes }: Trace): readonly string[] {
  const told = outcomes[0]!.steps.filter(({ origin }) => origin.note !== undefined).map(({ hop, origin }) => `${hop.split('/')[0]!} ${origin.rule}`);
  return told.map((line) => names.reduce((text, [name, meant]) => text.replaceAll(name, meant), line));
}

/** What only one of two lists has, in its order. */
function only(of: readonly string[], than: readonly string[]): readonly string[] {
  const left = [...than];
  return of.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

describe('before anything is there and once AWS answers for it', () => {
  test('the verdict is the same, and the only rules that differ are those of which the plan does not know whose interface it is', async () => {
    const [described, planned] = [traced(await example('central-ingress/describe'), request).trace, traced(await example('central-ingress/plan'), request).trace];
    for (const { outcomes } of [described, planned]) expect(outcomes).toMatchObject([{ verdict: { kind: 'delivered' }, when: [], blockers: [] }]);
    expect(only(decided(described), decided(planned))).toEqual([
      // Which of the three interfaces has the name that clients get, AWS chooses when it makes them.
      'wire eni-0a1b92c3d4e5f6071 of central',
      'group target 10.12.10.50:80',
      // Where pods will run is in no plan: from the load balancer to them nothing is asked, which is told.
      'targets target ingress-nginx/ingress-nginx-controller-5d8f9c7b64-m4d9s:80',
      'out egress tcp 80 to sg-0d840bf51a2631ec9 (eks-cluster-sg-workloads-1183920465)',
      'out local',
      'in ingress tcp 80 from sg-0c73fae4091520db8 (nginx-nlb)',
      'back-out local',
    ]);
    expect(only(decided(planned), decided(described))).toEqual([
      'wire the interface of central in aws_subnet.public["euw1-az1"]@111122223333~eu-west-1',
      'group target module.connectionv1.aws_vpc_endpoint.service:80',
      'wire the interface of module.connectionv1.aws_vpc_endpoint.service@111122223333~eu-west-1 in aws_subnet.endpoints["euw1-az1"]@111122223333~eu-west-1',
      'targets target ingress-nginx/ingress-nginx-controller:80',
    ]);
    expect(only(planned.assumptions.map(({ name }) => name), described.assumptions.map(({ name }) => name))).toEqual(['network-open']);
    expect(only(described.assumptions.map(({ name }) => name), planned.assumptions.map(({ name }) => name))).toEqual([]);
  });

  test('what AWS has yet to choose is an address of a known block, and becomes that address', async () => {
    const passed = async (form: string): Promise<readonly (string | undefined)[]> => traced(await example(`central-ingress/${form}`), request).trace.outcomes[0]!.passed.map(({ from, to }) => `${from ?? '?'} -> ${to ?? '?'}`);
    expect(await passed('plan')).toEqual(['203.0.113.10 -> ?', '203.0.113.10 -> one of 10.12.0.0/23 port 443', 'one of 10.12.0.0/23 -> one of 10.12.10.0/23 port 80', 'one of 10.12.0.0/23 -> one of 10.11.8.0/21 port 80']);
    expect(await passed('describe')).toEqual(['203.0.113.10 -> 198.51.100.21:443', '203.0.113.10 -> 10.12.0.37:443', '10.12.0.37 -> 10.12.10.50:80', '10.12.0.37 -> 10.11.8.40:80', '10.11.8.40 -> 10.11.9.102:80']);
  });

  test.each([
    ['GET /nginx_status', '/nginx_status', []],
    ['a request without User-Agent', '/', ['User-Agent:']],
  ] as const)('%s is stopped by the same rule of the web ACL', async (_, path, headers) => {
    const stops = await Promise.all((['describe', 'plan'] as const).map(async (form) => {
      const { trace, answer } = traced(await example(`central-ingress/${form}`), { ...request, url: `https://app1.example.com${path}`, headers: [...headers] });
      return [trace.outcomes.map(({ verdict }) => verdict), answer.stops.map(({ rule, blocker }) => `${rule.name} ${blocker.origin.rule}`)];
    }));
    expect(stops[0]).toEqual(stops[1]);
    expect(stops[0]![0]).toMatchObject([{ kind: 'answered', status: 403, cause: 'web-acl-blocked' }]);
  });

  test.each(['describe', 'plan', 'gateway'])('nothing is found in %s', async (form) => {
    expect(checkedOf(await example(`central-ingress/${form}`)).findings.map(({ name, message }) => `${name}: ${message}`)).toEqual([]);
  });
});

const groups = 'describe-security-groups.json';
const closed: readonly (readonly [string, readonly Change[], readonly Change[]])[] = [
  ['a group that takes another port', [[`internet/${groups}`, ['SecurityGroups', 1, 'IpPermissions', 0, 'ToPort'], 79], [`internet/${groups}`, ['SecurityGroups', 1, 'IpPermissions', 0, 'FromPort'], 79]], [['internet.json', ['aws_vpc_security_group_ingress_rule.from_load_balancer', 'to_port'], 79], ['internet.json', ['aws_vpc_security_group_ingress_rule.from_load_balancer', 'from_port'], 79]]],
  ['a network ACL without replies of the endpoints', [7, 7, 7].map((at): Change => ['internet/describe-network-acls.json', ['NetworkAcls', 0, 'Entries', at], undefined]), [0, 1, 2].map((at): Change => ['internet.json', [`aws_network_acl_rule.public_replies_of_endpoints[${at}]`], undefined])],
  ['a public subnet without a route out', [['internet/describe-route-tables.json', ['RouteTables', 0, 'Routes', 1], undefined]], [['internet.json', ['aws_route.internet'], undefined]]],
  ['a listener of the network load balancer on another port', [['eks/describe-listeners.json', ['Listeners', 0, 'Port'], 8080]], [['eks.json', ['aws_lb_listener.nginx', 'port'], 8080]]],
  ['a group of the network load balancer for clients of its own VPC', [0, 1, 2].map((at): Change => [`eks/${groups}`, ['SecurityGroups', 0, 'IpPermissions', 0, 'IpRanges', at, 'CidrIp'], `10.11.${at * 8}.0/21`]), [0, 1, 2].map((at): Change => ['eks.json', [`aws_vpc_security_group_ingress_rule.nlb[${at}]`, 'cidr_ipv4'], `10.11.${at * 8}.0/21`])],
  ['a PROXY protocol header that NGINX does not read', [['eks/describe-target-group-attributes-nginx-8a4d1f6b2c9e3570.json', ['Attributes', 3, 'Value'], 'true']], [['eks.json', ['aws_lb_target_group.nginx', 'proxy_protocol_v2'], true]]],
];

test.each(closed)('%s stops the request by the same finding in both forms', async (_, described, planned) => {
  const [one, other] = [traced(await changed('describe', ...described), request), traced(await changed('plan', ...planned), request)];
  const said = ({ trace, answer }: typeof one): unknown => ({ verdicts: [...new Set(trace.outcomes.map(({ verdict }) => JSON.stringify(verdict)))].sort(), stops: [...new Set(answer.stops.map(({ rule, blocker }) => `${rule.name} ${blocker.cause} at ${blocker.hop.split('/')[0]}`))] });
  expect(said(one)).toEqual(said(other));
  expect(one.answer.stops.length).toBeGreaterThan(0);
});
