import type { Subnet } from '../../../src/controllers/load-balancer-controller/facts.ts';

/** The subnets of which upstream's test of a load balancer's subnets mocks the look-up, for all of its cases. */
export function mockedSubnets(): readonly Subnet[] {
  return mocked.map(([vpc, tags, zone], index): Subnet => {
    const id = `subnet-${index + 1}`;
    return { id, vpc, zone: zone ?? `az${index + 1}`, zoneId: zone ?? `az${index + 1}`, locale: 'availability-zone', cidr: '', ipv6Cidrs: [], tags };
  });
}

const mocked: readonly (readonly [string, Subnet['tags'], string?])[] = [
  ['vpc-1', {}],
  ['vpc-1', { Name: 'namedsubnet' }],
  ['vpc-1', {}],
  ['vpc-1', { Name: 'othername' }],
  ['vpc-2', { Name: 'namedsubnet' }],
  ['vpc-1', { Name: 'subnet-1' }],
  ['vpc-1', { Name: 'subnet-1', class: 'test' }],
  ['vpc-1', { alb: 'test' }],
  ['vpc-1', { Name: 'subnet-12', alb: 'test', class: 'test' }],
  ['vpc-1', { alb: 'testing', class: 'test' }],
  ['vpc-1', { tagtest: '1', tagtest2: '1' }],
  ['vpc-1', { tagtest: '1' }],
  ['vpc-1', { tagtest: '1', 'kubernetes.io/cluster/other-cluster': 'shared' }],
  ['vpc-1', { tagtest2: '1' }],
  ['vpc-1', { tagtest2: '1', 'kubernetes.io/cluster/test-cluster': 'shared' }, 'az14'],
];
