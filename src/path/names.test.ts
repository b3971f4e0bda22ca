import { expect, test } from 'vitest';
import { readInputs } from '../formats/inputs.ts';
import { balancer, listener, rule, answer } from '../../test/balancer.ts';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { mendsFor } from '../mend/propose.ts';
import { pathOf, type Path } from './path.ts';
import type { From } from './request.ts';
import { traceOf, type Trace } from './trace.ts';

type Written = readonly [type: string, name: string, body: JsonObject];

const edge: readonly Written[] = [
  balancer({ name: 'edge', dns_name: 'internal-edge-1.eu-central-1.elb.amazonaws.com', internal: true }),
  listener(443, 'HTTPS', answer),
  rule('a', { priority: 1, condition: [{ host_header: [{ values: ['app.corp.example'] }] }], action: [answer] }),
];
const vpc = (id: string, cidr: string): Written => ['aws_vpc', id, { id, cidr_block: cidr }];
const hidden: Written = ['aws_route53_zone', 'corp', { name: 'corp.example', zone_id: 'Z1', vpc: [{ vpc_id: 'vpc-a' }] }];
const wildcard: Written = ['aws_route53_record', 'any', { zone_id: 'Z1', name: '*', type: 'A', alias: [{ name: '${aws_lb.edge.dns_name}', zone_id: 'Z2', evaluate_target_health: true }] }];
const www: Written = ['aws_route53_record', 'www', { zone_id: 'Z1', name: 'www', type: 'A', records: ['203.0.113.80'] }];

function estate(...resources: readonly Written[]): readonly Resource[] {
  return resources.map(([type, name, body]) => ({ scope: 'edge', type, name, body, locate: () => undefined }));
}

function asked(path: Path, url: string, from: From = { kind: 'internet', assumed: true }): Trace {
  const trace = traceOf(path, { url, method: 'GET', headers: [], from });
  if ('wrong' in trace) throw new Error(trace.wrong);
  return trace;
}

function told(trace: Trace): readonly unknown[] {
  const [first] = trace.outcomes;
  return [first?.verdict.kind, trace.entry, first?.steps.map(({ origin }) => origin.note).find((note) => note !== undefined)];
}

const record = 'private zone corp.example: app.corp.example is another name for the load balancer edge (*.corp.example)';

test('a record takes the place of the assumption, and is the first line of the trace', () => {
  const path = pathOf(estate(...edge, hidden, wildcard));
  const trace = asked(path, 'https://app.corp.example/');
  expect(told(trace)).toEqual(['answered', 'listener/edge/443', record]);
  const assumed = trace.assumptions.map(({ name }) => name);
  expect(assumed).toContain('client-asks-private-zone');
  expect(assumed).not.toContain('dns-points-here');
  expect(asked(pathOf(estate(...edge)), 'https://app.corp.example/').assumptions[0]?.name).toBe('dns-points-here');
});

test('who asks decides which zone is asked', () => {
  const path = pathOf(estate(...edge, hidden, wildcard, vpc('vpc-a', '10.1.0.0/16'), vpc('vpc-b', '10.2.0.0/16')));
  const verdict = (from: From): unknown => told(asked(path, 'https://app.corp.example/', from)).slice(0, 2);
  expect(verdict({ kind: 'vpc', name: 'vpc-a' })).toEqual(['answered', 'listener/edge/443']);
  expect(verdict({ kind: 'address', address: '10.1.2.3' })).toEqual(['answered', 'listener/edge/443']);
  // The zone is not for them, and what else answers for the name is in no input.
  expect(asked(path, 'https://app.corp.example/', { kind: 'vpc', name: 'vpc-b' }).assumptions[0]?.text).toContain('no DNS zone of the inputs that this client sees has the name');
  expect(verdict({ kind: 'internet' })).toEqual(['unresolved', undefined]);
});

test('a name that the zone lacks leads nowhere, whatever rules name it', () => {
  const path = pathOf(estate(...edge, hidden, www));
  const trace = asked(path, 'https://app.corp.example/');
  expect(told(trace)).toEqual(['unresolved', undefined, 'private zone corp.example has no record for app.corp.example, and no wildcard that takes it']);
  expect(trace.outcomes[0]?.blockers.map(({ cause }) => cause)).toEqual(['name-not-known']);
});

test('a pod asks the resolver of its VPC', async () => {
  const { resources } = await readInputs(['-'], { stdin: () => 'apiVersion: v1\nkind: Pod\nmetadata: { name: till, namespace: shop }\nspec: { containers: [{ name: till, image: till }] }\n' });
  const from = { kind: 'pod', namespace: 'shop', name: 'till' } as const;
  const here = pathOf([...resources, ...estate(...edge, hidden, wildcard, vpc('vpc-a', '10.1.0.0/16'))]);
  expect(told(asked(here, 'https://app.corp.example/', from))[2]).toBe(record);
  const elsewhere = pathOf([...resources, ...estate(...edge, hidden, wildcard, vpc('vpc-b', '10.2.0.0/16'))]);
  expect(told(asked(elsewhere, 'https://app.corp.example/', from))[2]).not.toBe(record);
});

test('the endpoint of a cluster answers by who asks', () => {
  const cluster: Written = ['aws_eks_cluster', 'prod', { name: 'prod', endpoint: 'https://ABCD.gr7.eu-central-1.eks.amazonaws.com', vpc_config: [{ vpc_id: 'vpc-a', endpoint_private_access: true, endpoint_public_access: true, public_access_cidrs: ['198.51.100.0/24'] }] }];
  const path = pathOf(estate(cluster, vpc('vpc-a', '10.1.0.0/16')));
  const verdict = (from: From): unknown => asked(path, 'https://abcd.gr7.eu-central-1.eks.amazonaws.com/', from).outcomes.map(({ verdict: { kind } }) => kind);
  expect(verdict({ kind: 'address', address: '198.51.100.7' })).toEqual(['delivered']);
  expect(verdict({ kind: 'address', address: '203.0.113.9' })).toEqual(['dropped']);
  expect(verdict({ kind: 'vpc', name: 'vpc-a' })).toEqual(['delivered']);
});

test('the mend is a record that leads where its neighbour does', () => {
  const record: Written = ['aws_route53_record', 'web', { zone_id: 'Z1', name: 'web', type: 'A', alias: [{ name: '${aws_lb.edge.dns_name}', zone_id: 'Z2', evaluate_target_health: true }] }];
  const path = pathOf(estate(...edge, hidden, record));
  const trace = asked(path, 'https://app.corp.example/');
  expect(mendsFor(path, trace, trace.outcomes[0]!.blockers[0]!).map(({ title, proof }) => [title, proof.before.kind, proof.after.kind])).toEqual([['add a record for app.corp.example that leads where web.corp.example does', 'unresolved', 'answered']]);
});
