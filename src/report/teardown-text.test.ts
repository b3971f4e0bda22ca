import { expect, test } from 'vitest';
import type { Resource } from '../resource/resource.ts';
import { estateOf } from '../resource/estate.ts';
import { refusedFirst, teardownOf } from '../path/teardown.ts';
import { paintOf } from './paint.ts';
import { teardownJson } from './teardown-json.ts';
import { refusedText, teardownText } from './teardown-text.ts';

const plain = paintOf('plain');
const aws = (folder: string, type: string, name: string, body: Resource['body']): Resource => ({ scope: 'default', type, name, body: { unknown_after_apply: [], ...body }, locate: () => ({ file: `${folder}/main.tf`, line: 2, column: 1, endLine: 2, endColumn: 2 }) });
const vpc = aws('network', 'aws_vpc', 'main', { cidr_block: '10.0.0.0/16' });
const subnet = aws('network', 'aws_subnet', 'a', { vpc_id: '${aws_vpc.main.id}', cidr_block: '10.0.0.0/24' });
const balancer = aws('edge', 'aws_lb', 'edge', { name: 'edge', subnets: ['${aws_subnet.a.id}'], enable_deletion_protection: true });
const service: Resource = { scope: 'default', type: 'Service', namespace: 'shop', name: 'web', body: { spec: { type: 'LoadBalancer' } }, locate: () => undefined };
const found = teardownOf(estateOf([vpc, subnet, balancer, service]).estate, []);

test('each step says what deletes it, what comes before it, and who refuses otherwise', () => {
  expect(teardownText(found, plain)).toBe(` 1  kubectl delete service -n shop web

 2  terraform destroy in edge
      before that, switch deletion protection off and apply: aws_lb edge  edge/main.tf:2:1
        AWS: OperationNotPermitted: Load balancer cannot be deleted because deletion protection is enabled

 3  terraform destroy in network
      after 2: aws_lb edge uses aws_subnet a  edge/main.tf:2:1
        AWS: DependencyViolation: The subnet '...' has dependencies and cannot be deleted
`);
});

test('an order that is refused says where, and what is still there', () => {
  const refused = refusedFirst(found, [found.steps[2]!.stack, found.steps[1]!.stack])!;
  expect(refusedText(refused, plain)).toBe(`terraform destroy in network is refused
      while edge is there: aws_lb edge uses aws_subnet a  edge/main.tf:2:1
        AWS: DependencyViolation: The subnet '...' has dependencies and cannot be deleted
`);
  expect(JSON.parse(teardownJson(found, refused))).toMatchObject({ steps: [{ stack: 'Service shop/web', by: 'kubectl' }, { stack: 'edge', by: 'terraform', obstacles: [{ of: 'aws_lb edge' }] }, { stack: 'network' }], ring: [], refused: { stack: 'network', ties: [{ first: 'edge', then: 'network', by: 'aws' }] } });
});

test('folders that wait for each other have no order', () => {
  const group = (folder: string, name: string, other: string): readonly Resource[] => [aws(folder, 'aws_security_group', name, { name }), aws(folder, 'aws_vpc_security_group_ingress_rule', name, { security_group_id: `\${aws_security_group.${name}.id}`, referenced_security_group_id: `\${aws_security_group.${other}.id}` })];
  const ring = teardownOf(estateOf([...group('a', 'one', 'two'), ...group('b', 'two', 'one')]).estate, []);
  expect(teardownText(ring, plain)).toBe(`no order: b has to go before a has to go before b
      while b is there: aws_vpc_security_group_ingress_rule two uses aws_security_group one  b/main.tf:2:1
        AWS: DependencyViolation: resource sg-... has a dependent object
      while a is there: aws_vpc_security_group_ingress_rule one uses aws_security_group two  a/main.tf:2:1
        AWS: DependencyViolation: resource sg-... has a dependent object
`);
});
