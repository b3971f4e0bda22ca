import { expect, test } from 'vitest';
import { readTexts } from '../../texts.ts';

test('what a rule inside a security group leaves out is nothing, and not what apply tells', () => {
  const { resources } = readTexts([{ name: 'main.tf', scope: 'default', text: 'resource "aws_security_group" "web" {\n  ingress {\n    from_port   = 443\n    to_port     = 443\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/8"]\n  }\n}\n' }]);
  expect(resources[0]!.body['ingress']).toEqual([{ from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] }]);
  expect((resources[0]!.body['unknown_after_apply'] as readonly string[]).filter((path) => path.startsWith('ingress'))).toEqual([]);
});
