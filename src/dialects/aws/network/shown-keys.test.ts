import { expect, test } from 'vitest';
import { estateOf, type Estate } from '../../../resource/estate.ts';
import { textShown } from './shown-keys.ts';

function estate(...held: readonly (readonly [scope: string, type: string, name: string])[]): Estate {
  return estateOf(held.map(([scope, type, name]) => ({ scope, type, name, body: {}, locate: () => undefined }))).estate;
}

test.each([
  ['in aws_subnet.a@central~eu-central-1, and on', 'in aws_subnet.a, and on'],
  ['(aws_vpc.main@111122223333~eu-west-1)', '(aws_vpc.main (111122223333))'],
  ['module.v.aws_subnet.p["a-1"]@central~eu-central-1.', 'module.v.aws_subnet.p["a-1"].'],
  ['in ${aws_availability_zones.module.v.data.all.names[0]}', 'in module.v.data.aws_availability_zones.all.names[0]'],
  ['mail somebody@example.com', 'mail somebody@example.com'],
] as const)('%s', (text, read) => {
  const both = estate(['central~eu-central-1', 'aws_subnet', 'a'], ['111122223333~eu-west-1', 'aws_vpc', 'main'], ['444455556666~eu-west-1', 'aws_vpc', 'main']);
  expect(textShown(both)(text)).toBe(read);
});

test('two Regions of one account are told apart by the Region', () => {
  const both = estate(['111122223333~eu-west-1', 'aws_vpc', 'main'], ['111122223333~eu-west-2', 'aws_vpc', 'main']);
  expect(textShown(both)('aws_vpc.main@111122223333~eu-west-2')).toBe('aws_vpc.main (eu-west-2)');
});
