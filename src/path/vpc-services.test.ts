import { describe, expect, test } from 'vitest';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { pathOf, type Path } from './path.ts';
import { fromOf } from './request.ts';
import { traceOf } from './trace.ts';

const aws = (type: string, name: string, body: JsonObject): Resource => ({ scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined });

/** One VPC of two blocks whose only group lets nothing out, and whose network ACL lets nothing through. */
function closed(vpc: JsonObject = {}): Path {
  return pathOf([
    aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16', secondary_cidr_blocks: ['10.9.0.0/16'], ...vpc }),
    aws('aws_subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.0.0/24' }),
    aws('aws_route_table', 'rtb-1', { vpc_id: 'vpc-1', main: true, route: [{ cidr_block: '10.0.0.0/16', gateway_id: 'local', state: 'active' }] }),
    aws('aws_network_acl', 'acl-1', { vpc_id: 'vpc-1', subnet_ids: ['subnet-a'], ingress: [], egress: [] }),
    aws('aws_security_group', 'sg-1', { vpc_id: 'vpc-1', ingress: [], egress: [] }),
    aws('aws_network_interface', 'eni-a', { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ips: ['10.0.0.7'], security_groups: ['sg-1'], listed: true }),
  ]);
}

function answer(path: Path, url: string, text = '10.0.0.7'): string {
  const from = fromOf(text);
  const trace = 'wrong' in from ? from : traceOf(path, { url, method: 'GET', headers: [], from });
  if ('wrong' in trace) return trace.wrong;
  return [...new Set(trace.outcomes.map(({ verdict, workloads }) => (verdict.kind === 'delivered' ? workloads.join() : `${verdict.kind} ${'cause' in verdict ? (verdict.cause ?? '') : ''}`)))].join(' or ');
}

describe('what every VPC offers by itself', () => {
  test.each([
    ['tcp://10.0.0.2:53', 'Amazon DNS of vpc-1'],
    ['udp://10.0.0.2:53', 'Amazon DNS of vpc-1'],
    ['udp://169.254.169.253:53', 'Amazon DNS of vpc-1'],
    ['udp://[fd00:ec2::253]:53', 'Amazon DNS of vpc-1'],
    ['http://169.254.169.254/latest/meta-data/', 'the instance metadata of vpc-1'],
    ['udp://169.254.169.123:123', 'the Amazon time service of vpc-1'],
  ])('%s is there whatever groups and network ACLs say', (url, by) => {
    expect([answer(closed(), url), answer(closed(), url, 'vpc:vpc-1')]).toEqual([by, by]);
  });

  test('is there by its own port and protocol alone', () => {
    for (const url of ['tcp://10.0.0.2:54', 'tcp://169.254.169.123:123', 'tcp://10.0.0.3:53', 'udp://10.9.0.2:53']) expect([url, answer(closed(), url)]).toEqual([url, expect.stringMatching(/^dropped /)]);
  });

  test('is not there for the internet', () => {
    for (const url of ['udp://10.0.0.2:53', 'http://169.254.169.254/']) expect([url, answer(closed(), url, 'internet')]).toEqual([url, expect.not.stringContaining(' of vpc-1')]);
  });

  test('holds no DNS where the VPC has switched it off', () => {
    for (const url of ['udp://10.0.0.2:53', 'udp://169.254.169.253:53']) expect(answer(closed({ enable_dns_support: false }), url)).toBe('dropped address-unused');
    expect(answer(closed({ enable_dns_support: false }), 'udp://169.254.169.123:123')).toBe('the Amazon time service of vpc-1');
  });
});
