import { describe, expect, test } from 'vitest';
import { judged } from '../../../src/findings/judge.ts';
import { readInputs } from '../../../src/formats/inputs.ts';
import { pathOf } from '../../../src/path/path.ts';
import { checkedOf } from '../../../src/cli/check.ts';
import type { Loaded } from '../../../src/cli/load.ts';
import { changed } from './changed.ts';
import { traced } from '../xnat/reading.ts';

const guard = ['eks/describe-security-groups.json', ['SecurityGroups', 0, 'IpPermissions', 0, 'IpRanges'], [{ CidrIp: '10.11.0.0/16' }]] as const;
const health = 'internet/describe-target-health-app1-6d2c9b0f4e8a3157.json';

function ask(loaded: Loaded): ReturnType<typeof traced> {
  return traced(loaded, { url: 'https://app1.example.com/', from: '203.0.113.10' });
}

function namesIn(loaded: Loaded): readonly string[] {
  return [...new Set(checkedOf(loaded, Date.parse('2026-08-22')).findings.map(({ name }) => name))].sort();
}

describe('a group of the provider that takes its own VPC only', () => {
  test('is opened for the subnets of the consumer that it sees', async () => {
    const { answer } = ask(await changed('describe', guard));
    expect(answer.stops[0]!.mends.map(({ certainty, title }) => `${certainty}: ${title}`)).toContain('proved: allow tcp/80 from 10.12.0.0/23, 10.12.2.0/23, 10.12.4.0/23 on sg-0c73fae4091520db8 (nginx-nlb)');
  });

  test('is what check names, and not what a web ACL turns away as it should', async () => {
    const names = namesIn(await changed('describe', guard));
    expect(names).toContain('guard-drops-traffic');
    expect(names).not.toContain('web-acl-blocks-request');
    expect(names).not.toContain('no-route-matches');
  });
});

test('an endpoint that has failed is not to be accepted', async () => {
  const { answer } = ask(await changed('describe', ['internet/describe-vpc-endpoints.json', ['VpcEndpoints', 0, 'State'], 'failed']));
  expect(answer.stops[0]!.blocker.origin.note).toContain('It does not come back');
  expect(answer.stops[0]!.mends).toEqual([]);
});

test('one stale address among three targets is no failure of any request, and check names it', async () => {
  const stale = [health, ['TargetHealthDescriptions', 2], { Target: { Id: '10.12.14.99', Port: 80, AvailabilityZone: 'eu-west-1c' } }] as const;
  const loaded = await changed('describe', stale);
  expect(ask(loaded).trace.outcomes.map(({ verdict }) => verdict.kind)).toEqual(['delivered']);
  expect(namesIn(loaded)).toContain('target-not-healthy');
});

test('a load balancer without a listener on the port is reached, and that is where it ends', async () => {
  const { trace } = ask(await changed('describe', ['internet/describe-listeners.json', ['Listeners', 0, 'Port'], 8443]));
  expect(trace.outcomes[0]!.blockers.map(({ cause, origin }) => `${cause} ${origin.resource}`)).toEqual(['no-listener aws_lb central']);
});

test('a target group of which only the targets were asked for is not in the inputs', async () => {
  const { trace } = ask(await changed('describe', ['internet/describe-target-groups.json', ['TargetGroups'], []]));
  expect(trace.outcomes.flatMap(({ verdict }) => ('cause' in verdict ? [verdict.cause] : []))).toContain('group-not-in-input');
});

test('answers of the load balancer alone do not say what its targets are, which is no mistake in them', async () => {
  const of = (rest: string): string => `arn:aws:elasticloadbalancing:eu-central-1:111122223333:${rest}`;
  const [balancer, group] = [of('loadbalancer/app/in/1'), of('targetgroup/web/3')];
  const answers = {
    LoadBalancers: [{ LoadBalancerArn: balancer, LoadBalancerName: 'in', Type: 'application', Scheme: 'internet-facing', VpcId: 'vpc-1', AvailabilityZones: [{ SubnetId: 'subnet-a' }, { SubnetId: 'subnet-b' }] }],
    Listeners: [{ ListenerArn: of('listener/app/in/1/2'), LoadBalancerArn: balancer, Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn: group }] }],
    TargetGroups: [{ TargetGroupArn: group, TargetGroupName: 'web', Protocol: 'HTTP', Port: 8080, TargetType: 'ip', VpcId: 'vpc-1' }],
    TargetHealth: [{ TargetGroupArn: group, Targets: [{ Id: '10.0.0.50', Port: 8080 }] }],
  };
  const { resources } = await readInputs(['-'], { stdin: () => JSON.stringify(answers) });
  expect(judged(pathOf(resources), []).map(({ finding }) => `${finding.severity} ${finding.name}`)).toEqual(['warning plaintext-from-internet', 'note way-leaves-the-inputs']);
});
