import { describe, expect, test } from 'vitest';
import type { Loaded } from '../../../src/cli/load.ts';
import type { Trace } from '../../../src/path/trace.ts';
import { changed, type Change } from '../central-ingress/changed.ts';
import { load } from '../../../src/cli/load.ts';
import { traced } from '../xnat/reading.ts';
import { estate, rewritten, type Rewritten } from './estates.ts';

const request = { url: 'https://app1.example.com/', from: '203.0.113.10' };
const sources = ['terraform', 'plan', 'describe'] as const;

/** What the client gets, and what stops it on the way, hop by hop. */
function said(loaded: Loaded, asked: Parameters<typeof traced>[1] = request): unknown {
  const { trace, answer } = traced(loaded, asked);
  return { verdicts: [...new Set(trace.outcomes.map(({ verdict }) => verdictOf(verdict)))].sort(), stops: [...new Set(answer.stops.map(({ rule, blocker }) => `${rule.name} ${blocker.cause} at ${blocker.hop.split('/')[0]!}`))].sort() };
}

function verdictOf(verdict: Trace['outcomes'][number]['verdict']): string {
  return [verdict.kind, 'status' in verdict ? verdict.status : '', 'cause' in verdict ? verdict.cause : ''].join(' ').trim();
}

/** The hops that decide about the first answer, and their rules in words that all sources share. */
function decided({ outcomes }: Trace): readonly string[] {
  return outcomes[0]!.steps.filter(({ origin }) => origin.note !== undefined).map(({ hop, origin }) => `${hop.split('/')[0]!} ${origin.rule}`);
}

describe('the estate as Terraform is written, as it is planned, and as AWS answers', () => {
  test.each([
    ['the page', {}],
    ['what the web ACL keeps', { url: 'https://app1.example.com/nginx_status' }],
    ['a request without User-Agent', { headers: ['User-Agent:'] }],
    ['another name', { url: 'https://app2.example.com/' }],
    ['the page over HTTP', { url: 'http://app1.example.com/' }],
  ])('%s gets the same answer, by the same finding', async (_, asked) => {
    const [one, ...others] = await Promise.all(sources.map(async (source) => said(await estate(source), { ...request, ...asked })));
    expect(others).toEqual([one, one]);
  });

  test('the rules that decide are the same; of the configuration and the plan they are the same words', async () => {
    const [written, planned] = [traced(await estate('terraform'), request).trace, traced(await estate('plan'), request).trace];
    const words = (trace: Trace): readonly string[] => decided(trace).map((line) => line.replaceAll(/@[\w~-]+/g, ''));
    expect(words(written)).toEqual(words(planned));
    expect(written.assumptions.map(({ name }) => name)).toEqual(planned.assumptions.map(({ name }) => name));
    // Which interface has the name that clients get, and on which node a pod is, only AWS tells: same-answer of the other story lists them.
    const described = traced(await estate('describe'), request).trace;
    expect(words(described).map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining([...new Set(words(planned).map((line) => line.split(' ')[0]!))]));
  });
});

const groups = 'describe-security-groups.json';
const nlbGroup = (at: number): Change => [`eks/${groups}`, ['SecurityGroups', 0, 'IpPermissions', 0, 'IpRanges', at, 'CidrIp'], `10.11.${at * 8}.0/21`];

/** The same mistake three times. Of a plan and of Terraform the endpoint has yet to be made. */
const broken: readonly (readonly [string, readonly Rewritten[], readonly Change[], readonly Change[]])[] = [
  ['a group of the endpoints that takes another port', [['terraform/internet/main.tf', /(from_load_balancer"[\s\S]*?)from_port {20}= 80\n {2}to_port {22}= 80/, '$1from_port = 79\n  to_port = 79']], [['internet.json', ['aws_vpc_security_group_ingress_rule.from_load_balancer', 'to_port'], 79], ['internet.json', ['aws_vpc_security_group_ingress_rule.from_load_balancer', 'from_port'], 79]], [[`internet/${groups}`, ['SecurityGroups', 1, 'IpPermissions', 0, 'ToPort'], 79], [`internet/${groups}`, ['SecurityGroups', 1, 'IpPermissions', 0, 'FromPort'], 79]]],
  ['a network ACL without replies of the endpoints', [['terraform/internet/main.tf', /resource "aws_network_acl_rule" "public_replies_of_endpoints" \{[\s\S]*?\n\}\n/, '']], [0, 1, 2].map((at): Change => ['internet.json', [`aws_network_acl_rule.public_replies_of_endpoints[${at}]`], undefined]), [7, 7, 7].map((at): Change => ['internet/describe-network-acls.json', ['NetworkAcls', 0, 'Entries', at], undefined])],
  ['a public subnet without a route out', [['terraform/internet/main.tf', /resource "aws_route" "internet" \{[\s\S]*?\n\}\n/, '']], [['internet.json', ['aws_route.internet'], undefined]], [['internet/describe-route-tables.json', ['RouteTables', 0, 'Routes', 1], undefined]]],
  ['a listener of the network load balancer on another port', [['terraform/eks/main.tf', /(resource "aws_lb_listener" "nginx" \{\n.*\n {2}port {14}= )80/, '$18080']], [['eks.json', ['aws_lb_listener.nginx', 'port'], 8080]], [['eks/describe-listeners.json', ['Listeners', 0, 'Port'], 8080]]],
  ['a group of the network load balancer for its own VPC', [['terraform/eks/main.tf', 'clients = ["10.12.0.0/23", "10.12.2.0/23", "10.12.4.0/23"]', 'clients = ["10.11.0.0/21", "10.11.8.0/21", "10.11.16.0/21"]']], [0, 1, 2].map((at): Change => ['eks.json', [`aws_vpc_security_group_ingress_rule.nlb[${at}]`, 'cidr_ipv4'], `10.11.${at * 8}.0/21`]), [0, 1, 2].map(nlbGroup)],
  ['a PROXY protocol header that NGINX does not read', [['terraform/eks/main.tf', 'preserve_client_ip = false', 'preserve_client_ip = false\n  proxy_protocol_v2 = true']], [['eks.json', ['aws_lb_target_group.nginx', 'proxy_protocol_v2'], true]], [['eks/describe-target-group-attributes-nginx-8a4d1f6b2c9e3570.json', ['Attributes', 3, 'Value'], 'true']]],
  ['an outbound rule of the load balancer for another port', [['terraform/internet/main.tf', /(egress_rule" "to_endpoints"[\s\S]*?)from_port {20}= 80\n {2}to_port {22}= 80/, '$1from_port = 81\n  to_port = 81']], [['internet.json', ['aws_vpc_security_group_egress_rule.to_endpoints', 'to_port'], 81], ['internet.json', ['aws_vpc_security_group_egress_rule.to_endpoints', 'from_port'], 81]], [[`internet/${groups}`, ['SecurityGroups', 0, 'IpPermissionsEgress', 0, 'ToPort'], 81], [`internet/${groups}`, ['SecurityGroups', 0, 'IpPermissionsEgress', 0, 'FromPort'], 81]]],
  ['a target group of the load balancer in TLS', [['terraform/internet/connection/main.tf', 'protocol    = "HTTP"', 'protocol    = "HTTPS"']], [['internet.json', ['module.connectionv1.aws_lb_target_group.app1', 'protocol'], 'HTTPS']], [['internet/describe-target-groups.json', ['TargetGroups', 0, 'Protocol'], 'HTTPS']]],
];

test.each(broken)('%s: one answer of three sources', async (_, written, planned, described) => {
  const answers = [said(await fromTerraform(written)), said(await changed('plan', ...planned)), said(await changed('describe', ...described))];
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toEqual(answers[2]);
  expect(answers[0]).not.toMatchObject({ stops: [] });
});

test.each<readonly [string, readonly Rewritten[], readonly Change[]]>([
  ['an account that is not among the principals', [['terraform/eks/main.tf', 'principal_arn           = "arn:aws:iam::111122223333:root"', 'principal_arn           = "arn:aws:iam::999988887777:root"']], [['eks.json', ['aws_vpc_endpoint_service_allowed_principal.central', 'principal_arn'], 'arn:aws:iam::999988887777:root']]],
  ['a service that wants every endpoint accepted', [['terraform/eks/main.tf', 'acceptance_required        = false', 'acceptance_required        = true']], [['eks.json', ['aws_vpc_endpoint_service.nginx', 'acceptance_required'], true]]],
])('%s: the same of the configuration and the plan; once it is made, its state is what counts', async (_, written, planned) => {
  expect(said(await fromTerraform(written))).toEqual(said(await changed('plan', ...planned)));
});

function fromTerraform(changes: readonly Rewritten[]): Promise<Loaded> {
  return rewritten('', changes, (copy) => load([`${copy}/terraform`]));
}
