import { describe, expect, test } from 'vitest';
import type { Loaded } from '../../../src/cli/load.ts';
import type { Edit } from '../../../src/resource/edit.ts';
import { found, placeOf, traced } from '../xnat/reading.ts';
import { at, mendsOf, patched, told } from './estates.ts';

const from = '203.0.113.10';
const shop = { url: 'https://shop.example.com/', from };
const app = { url: 'https://app.example.com/', from };

function answers(loaded: Loaded, asked: typeof shop): readonly string[] {
  return traced(loaded, asked).trace.outcomes.map(({ verdict }) => (verdict.kind === 'answered' ? String(verdict.status) : verdict.kind)).sort();
}

/** The first mend of every finding of a name, as a check has it. */
function firstMends(loaded: Loaded, name: string): readonly Edit[] {
  return found(loaded, name).flatMap(({ mends: [mend] }) => mend?.edits ?? []);
}

test.each([
  ['controller-elsewhere', 'estate', shop],
  ['controller-elsewhere', 'c5-frontend', shop],
  ['target-group-binding', 'estate', shop],
  ['elb-sandwich', 'estate', shop],
  ['elb-sandwich', 'network-outside', { ...shop, url: 'http://shop.example.com/' }],
  ['firewall-insertion', 'estate', app],
])('%s, %s: nothing is wrong, and a request arrives', async (pattern, point, asked) => {
  const loaded = await at(pattern, point);
  expect(told(loaded)).toEqual([]);
  const { trace, answer } = traced(loaded, asked);
  expect(trace.outcomes.map(({ verdict }) => verdict.kind)).toEqual(['delivered']);
  expect(answer.stops).toEqual([]);
  expect(new Set(trace.health.map(({ state }) => state))).toEqual(new Set(['healthy']));
});

describe('each trap is found at its line', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['controller-elsewhere', 'c1-flag-as-annotation', ['warning unknown-annotation ingress_override.tf:9']],
    ['controller-elsewhere', 'c1-flag-as-value', ['warning unreadable-setting controller_override.tf:2']],
    ['controller-elsewhere', 'service-beside-it', ['error load-balancer-not-applied service.tf:6', 'warning second-load-balancer service.tf:9']],
    ['target-group-binding', 'c2-without-role', ['error binding-registers-no-target binding_override.tf:9', 'error no-targets-registered main.tf:136']],
    ['target-group-binding', 'c3-instances', ['error binding-crosses-vpc binding_override.tf:10', 'error binding-registers-no-target binding_override.tf:13', 'error binding-registers-no-target binding_override.tf:9', 'error no-targets-registered main.tf:136']],
    ['target-group-binding', 'c8-two-clusters', ['error target-group-shared-by-clusters workload.tf:32', 'error target-group-shared-by-clusters workload.tf:32']],
    ['elb-sandwich', 'c3-zone-of-a-target', ['error apply-ends-with-error main.tf:158', 'error apply-ends-with-error main.tf:158']],
    ['elb-sandwich', 'c4-client-address-kept', ['error client-address-kept-towards-load-balancer outer_override.tf:24']],
    ['elb-sandwich', 'c6-one-zone-let-in', []],
    ['firewall-insertion', 'c7-bypassed', ['warning route-bypasses-firewall routes.tf:34', 'warning route-bypasses-firewall routes.tf:34']],
    ['firewall-insertion', 'c7-passes-statelessly', ['error firewall-inspects-nothing firewall.tf:4']],
    ['firewall-insertion', 'c7-without-appliance-mode', ['warning firewall-without-appliance-mode routes.tf:12']],
    ['firewall-insertion', 'c7-bypassed-one-way', ['error reply-misses-firewall balancer.tf:39', 'error reply-misses-firewall balancer.tf:39', 'warning health-check-fails-open balancer.tf:63', 'warning route-bypasses-firewall routes.tf:34']],
  ])('%s, %s', async (pattern, trap, lines) => {
    expect(told(await at(pattern, `traps/${trap}`))).toEqual(lines);
  });

  test('as people of the two accounts call it', async () => {
    const messages = async (pattern: string, trap: string): Promise<readonly string[]> => found(await at(pattern, `traps/${trap}`)).map(({ message }) => message);
    expect(await messages('controller-elsewhere', 'c1-flag-as-value')).toContain('aws-vpc-id is a flag of the controller and no value of the chart aws-load-balancer-controller, which reads vpcId: the controller starts without aws-vpc-id');
    expect(await messages('target-group-binding', 'c3-instances')).toContain('TargetGroupBinding shop/web registers nothing: the target group is of VPC aws_vpc.ingress, the nodes are in aws_vpc.shop, and an instance is only a target in its own VPC');
    expect(await messages('target-group-binding', 'c2-without-role')).toContainEqual(expect.stringMatching(/target group shop is of account 111122223333, and the controller asks its own account unless iamRoleArnToAssume says a role of the other one$/));
    expect(await messages('firewall-insertion', 'c7-bypassed')).toContainEqual(expect.stringMatching(/^packets from aws_vpc\.all\["eks"\] to 10\.10\.0\.0\/16 \(aws_vpc\.all\["ingress"\]\) pass no firewall: aws_ec2_transit_gateway_route_table\.spokes has a longer route/));
  });
});

describe('what a request gets', () => {
  test.each<readonly [string, string, typeof shop, readonly string[]]>([
    ['target-group-binding', 'c2-without-role', shop, ['503']],
    ['target-group-binding', 'c3-instances', shop, ['503']],
    ['target-group-binding', 'c8-two-clusters', shop, ['delivered']],
    ['elb-sandwich', 'c4-client-address-kept', { ...shop, url: 'http://shop.example.com/' }, ['dropped', 'dropped']],
    ['elb-sandwich', 'c6-one-zone-let-in', shop, ['504', 'delivered']],
    ['firewall-insertion', 'c7-bypassed', app, ['delivered']],
    ['firewall-insertion', 'c7-bypassed-one-way', app, ['504', '504']],
    ['firewall-insertion', 'c7-passes-statelessly', app, ['delivered']],
  ])('%s, %s', async (pattern, trap, asked, expected) => {
    expect(answers(await at(pattern, `traps/${trap}`), asked)).toEqual(expected);
  });
});

describe('the mend is a patch of the files, and read again they keep what it promises', () => {
  test.each<readonly [string, string, string, string, readonly string[]]>([
    ['target-group-binding', 'c8-two-clusters', 'target-group-shared-by-clusters', 'proved: share the target group on purpose: multiClusterTargetGroup in every binding', ['estate/cluster/workload.tf', 'traps/c8-two-clusters/green/workload.tf']],
    ['elb-sandwich', 'c3-zone-of-a-target', 'apply-ends-with-error', 'proved: register them for all zones', ['traps/c3-zone-of-a-target/targets_override.tf']],
    ['elb-sandwich', 'c4-client-address-kept', 'client-address-kept-towards-load-balancer', "proved: dial with an address of the load balancer: targets no longer see the client's, unless they read proxy_protocol_v2", ['traps/c4-client-address-kept/outer_override.tf']],
    ['firewall-insertion', 'c7-without-appliance-mode', 'firewall-without-appliance-mode', 'proved: turn appliance mode on', ['traps/c7-without-appliance-mode/network.tfvars']],
    ['controller-elsewhere', 'service-beside-it', 'second-load-balancer', 'proved: keep the load balancer that the rules stand in: type ClusterIP', ['traps/service-beside-it/service.tf']],
  ])('%s, %s', async (pattern, trap, name, mend, files) => {
    expect(mendsOf(found(await at(pattern, `traps/${trap}`)), name)).toContain(mend);
    await patched(pattern, `traps/${trap}`, (loaded) => firstMends(loaded, name), (loaded, changed) => {
      expect(changed).toEqual(files);
      expect(told(loaded)).toEqual([]);
      const asked = pattern === 'firewall-insertion' ? app : trap.startsWith('c4') ? { ...shop, url: 'http://shop.example.com/' } : shop;
      expect(answers(loaded, asked)).toEqual(['delivered']);
    });
  });

  test('elb-sandwich, c6-one-zone-let-in: the subnet that is missing before all of the VPC', async () => {
    const loaded = await at('elb-sandwich', 'traps/c6-one-zone-let-in');
    const [stop] = traced(loaded, shop).answer.stops;
    expect([stop?.rule.name, placeOf(stop?.blocker.origin.at)]).toEqual(['guard-drops-traffic', 'main.tf:80']);
    expect(stop?.mends.map(({ certainty, title }) => `${certainty}: ${title}`)).toEqual(['proved: allow tcp/80 from 10.20.1.0/24 on aws_security_group inner', expect.stringMatching(/^proved: allow tcp\/80 from 10\.20\.0\.0\/16 \(all of aws_vpc\.ingress\b.*\) on aws_security_group inner$/)]);
    await patched('elb-sandwich', 'traps/c6-one-zone-let-in', (read) => traced(read, shop).answer.stops[0]!.mends[0]!.edits, (mended, changed) => {
      expect(changed).toEqual(['estate/team/main.tf']);
      expect(answers(mended, shop)).toEqual(['delivered']);
    });
  });
});

test('how the pods see it: a request is from the inner load balancer, whoever asks', async () => {
  const { trace } = traced(await at('elb-sandwich', 'estate'), shop);
  expect(trace.outcomes[0]!.seen.at(-1)).toMatchObject({ address: '10.30.240.10' });
});

test('the firewall sees both ways, and which of its endpoints, before it is made, is an assumption', async () => {
  const { trace } = traced(await at('firewall-insertion', 'estate'), app);
  const hops = trace.outcomes[0]!.steps.map(({ hop }) => hop.split('/')[0]);
  expect([hops.includes('firewall'), hops.includes('back-firewall')]).toEqual([true, true]);
  expect(trace.assumptions.map(({ name }) => name)).toEqual(expect.arrayContaining(['inspection-passes', 'endpoint-of-same-zone']));
  const past = traced(await at('firewall-insertion', 'traps/c7-bypassed'), app).trace.outcomes[0]!.steps.map(({ hop }) => hop.split('/')[0]);
  expect(past).not.toContain('firewall');
});
