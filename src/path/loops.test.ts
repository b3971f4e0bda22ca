import { describe, expect, test } from 'vitest';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { healthText } from '../report/health-text.ts';
import { paintOf } from '../report/paint.ts';
import { pathOf } from './path.ts';
import { traceOf } from './trace.ts';

const aws = (type: string, name: string, body: JsonObject): Resource => ({ scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined });
const arnOf = (kind: 'net' | 'app', name: string): string => `arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/${kind}/${name}/0123456789abcdef`;
const eni = (name: string, address: string, more: JsonObject = {}): Resource => aws('aws_network_interface', name, { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ips: [address], security_groups: [], listed: true, ...more });

const base: readonly Resource[] = [
  aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
  aws('aws_subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24', availability_zone: 'eu-central-1a', availability_zone_id: 'euc1-az1' }),
  aws('aws_route_table', 'rtb-1', { vpc_id: 'vpc-1', main: true, route: [{ cidr_block: '10.0.0.0/16', gateway_id: 'local', state: 'active' }] }),
  eni('eni-client', '10.0.1.7'),
];

/** A balancer with one node, a listener on 443, and targets. */
function balancer(kind: 'net' | 'app', name: string, address: string, targets: readonly string[], type = 'ip', check: JsonObject = {}): readonly Resource[] {
  const protocol = kind === 'net' ? 'TCP' : 'HTTP';
  return [
    eni(`eni-${name}`, address, { description: `ELB ${kind}/${name}/0123456789abcdef`, ...(kind === 'net' ? { interface_type: 'network_load_balancer' } : {}) }),
    aws('aws_lb', name, { arn: arnOf(kind, name), name, load_balancer_type: kind === 'net' ? 'network' : 'application', internal: true, vpc_id: 'vpc-1', subnets: ['subnet-a'] }),
    aws('aws_lb_listener', `${name}-443`, { load_balancer_arn: arnOf(kind, name), port: 443, protocol, default_action: [{ type: 'forward', target_group_arn: `arn:tg-${name}` }] }),
    aws('aws_lb_target_group', `tg-${name}`, { arn: `arn:tg-${name}`, name: `tg-${name}`, port: 443, protocol, target_type: type, vpc_id: 'vpc-1', ...(kind === 'net' && type !== 'alb' ? { preserve_client_ip: 'false' } : {}), health_check: [{ protocol: kind === 'net' && type !== 'alb' ? 'TCP' : 'HTTP', path: '/', matcher: '200', port: 'traffic-port', ...check }] }),
    ...targets.map((target) => aws('aws_lb_target_group_attachment', `tg-${name}-${target}`, { target_group_arn: `arn:tg-${name}`, target_id: target, port: 443 })),
  ];
}

interface Told {
  readonly answers: readonly string[];
  readonly says: readonly string[];
  readonly health: readonly string[];
}

function told(resources: readonly Resource[], url: string): Told {
  const trace = traceOf(pathOf(resources), { url, method: 'GET', headers: [], from: { kind: 'address', address: '10.0.1.7' } });
  if ('wrong' in trace) throw new Error(trace.wrong);
  return {
    answers: [...new Set(trace.outcomes.map(({ verdict, workloads }) => (verdict.kind === 'delivered' ? workloads.join() : verdict.kind)))],
    says: [...new Set(trace.outcomes.flatMap(({ blockers }) => blockers.map(({ origin }) => origin.note ?? '')))],
    health: [...new Set(healthText(trace, paintOf('plain')).slice(1).map((line) => line.replace(/ +\(.*$/, '').trim()))],
  };
}

const waits = 'unknown: health loop, the check comes back to who asks';

describe('load balancers that lead back to themselves', () => {
  test('a node that is its own target', () => {
    expect(told([...base, ...balancer('net', 'one', '10.0.1.40', ['10.0.1.40'])], 'tcp://10.0.1.40:443')).toEqual({ answers: ['loop'], says: ['it goes to NLB one (TCP 443), then NLB one, then NLB one (TCP 443) again'], health: [`10.0.1.40:443  ${waits}`] });
  });

  test.each([
    ['net', 'tcp://10.0.1.40:443', 'NLB one (TCP 443), then NLB one, then NLB two (TCP 443), then NLB two, then NLB one (TCP 443) again'],
    ['app', 'http://10.0.1.40:443/', 'ALB one (HTTP 443)'],
  ] as const)('two of type %s that are each other\'s target', (kind, url, says) => {
    const found = told([...base, ...balancer(kind, 'one', '10.0.1.40', ['10.0.1.41']), ...balancer(kind, 'two', '10.0.1.41', ['10.0.1.40'])], url);
    expect(found).toMatchObject({ answers: ['loop'], health: [`10.0.1.41:443  ${waits}`, `10.0.1.40:443  ${waits}`] });
    expect(found.says).toEqual([expect.stringContaining(says)]);
  });

  test('an Application Load Balancer as target that has the node in front of it as its own', () => {
    const found = told([...base, ...balancer('net', 'one', '10.0.1.40', [arnOf('app', 'two')], 'alb'), ...balancer('app', 'two', '10.0.1.41', ['10.0.1.40'])], 'http://10.0.1.40:443/');
    expect(found).toMatchObject({ answers: ['loop'], health: [`ALB two:443  ${waits}`, `10.0.1.40:443  ${waits}`] });
  });

  test('an endpoint of the service that is behind it', () => {
    const found = told([
      ...base,
      ...balancer('net', 'one', '10.0.1.40', ['10.0.1.50']),
      aws('aws_vpc_endpoint_service', 'vpce-svc-1', { service_name: 'com.amazonaws.vpce.eu-central-1.vpce-svc-1', acceptance_required: false, network_load_balancer_arns: [arnOf('net', 'one')], allowed_principals: ['*'] }),
      aws('aws_vpc_endpoint', 'vpce-1', { vpc_id: 'vpc-1', vpc_endpoint_type: 'Interface', service_name: 'com.amazonaws.vpce.eu-central-1.vpce-svc-1', subnet_ids: ['subnet-a'], state: 'available' }),
      eni('eni-vpce', '10.0.1.50', { interface_type: 'vpc_endpoint', description: 'VPC Endpoint Interface vpce-1' }),
    ], 'tcp://10.0.1.40:443');
    expect(found).toMatchObject({ answers: ['loop'], health: [`10.0.1.50:443  ${waits}`] });
  });
});

test('many load balancers in a row, on one port of one VPC, are no loop', () => {
  const row = ['one', 'two', 'three', 'four', 'five'].flatMap((name, index) => balancer('net', name, `10.0.1.${40 + index}`, [`10.0.1.${41 + index}`]));
  expect(told([...base, ...row, eni('eni-last', '10.0.1.45')], 'tcp://10.0.1.40:443')).toMatchObject({ answers: ['eni-last:443'], says: [] });
});

describe('routes that lead back', () => {
  const route = (vpc: string, name: string, own: string, target: JsonObject): Resource => aws('aws_route_table', name, { vpc_id: vpc, main: true, route: [{ cidr_block: own, gateway_id: 'local', state: 'active' }, { cidr_block: '10.5.0.0/16', state: 'active', ...target }] });
  const two = [
    ...base.filter(({ name }) => name !== 'rtb-1'),
    aws('aws_vpc', 'vpc-2', { cidr_block: '10.2.0.0/16' }),
    aws('aws_subnet', 'subnet-b', { vpc_id: 'vpc-2', cidr_block: '10.2.1.0/24', availability_zone: 'eu-central-1a' }),
  ];
  const table = (index: number, ...attachments: readonly string[]): readonly Resource[] => [
    aws('aws_ec2_transit_gateway', `tgw-${index}`, {}),
    aws('aws_ec2_transit_gateway_route_table', `tgw-rtb-${index}`, { transit_gateway_id: `tgw-${index}` }),
    ...attachments.map((each) => aws('aws_ec2_transit_gateway_route_table_association', `${index}-${each}`, { transit_gateway_route_table_id: `tgw-rtb-${index}`, transit_gateway_attachment_id: each })),
    aws('aws_ec2_transit_gateway_route', `route-${index}`, { transit_gateway_route_table_id: `tgw-rtb-${index}`, destination_cidr_block: '10.5.0.0/16', transit_gateway_attachment_id: attachments.at(-1)!, state: 'active', type: 'static' }),
  ];
  const attachment = (name: string, gateway: string, vpc: string, subnet: string, address: string): readonly Resource[] => [
    aws('aws_ec2_transit_gateway_vpc_attachment', name, { transit_gateway_id: gateway, vpc_id: vpc, subnet_ids: [subnet] }),
    aws('aws_network_interface', `eni-${name}`, { subnet_id: subnet, vpc_id: vpc, private_ips: [address], interface_type: 'transit_gateway', description: `Network Interface for Transit Gateway Attachment ${name}`, listed: true }),
  ];

  test('a peering carries nothing that goes on from the other VPC', () => {
    const peering = aws('aws_vpc_peering_connection', 'pcx-1', { vpc_id: 'vpc-1', peer_vpc_id: 'vpc-2', accept_status: 'active' });
    const found = told([...two, peering, route('vpc-1', 'rtb-1', '10.0.0.0/16', { vpc_peering_connection_id: 'pcx-1' }), route('vpc-2', 'rtb-2', '10.2.0.0/16', { vpc_peering_connection_id: 'pcx-1' })], 'tcp://10.5.0.1:443');
    expect(found).toEqual({ answers: ['dropped'], says: [expect.stringContaining('a peering carries nothing that goes on from there')], health: [] });
  });

  test('two transit gateways that route to each other', () => {
    const peering = aws('aws_ec2_transit_gateway_peering_attachment', 'tgw-attach-p', { transit_gateway_id: 'tgw-1', peer_transit_gateway_id: 'tgw-2', state: 'available' });
    const found = told([...two, peering, ...table(1, 'tgw-attach-1', 'tgw-attach-p'), ...table(2, 'tgw-attach-2', 'tgw-attach-p'), ...attachment('tgw-attach-1', 'tgw-1', 'vpc-1', 'subnet-a', '10.0.1.90'), ...attachment('tgw-attach-2', 'tgw-2', 'vpc-2', 'subnet-b', '10.2.1.90'), route('vpc-1', 'rtb-1', '10.0.0.0/16', { transit_gateway_id: 'tgw-1' })], 'tcp://10.5.0.1:443');
    expect(found).toMatchObject({ answers: ['loop'], says: ['it goes to tgw-2, then tgw-1, then tgw-2 again'] });
  });

  test('a VPC that sends back what its transit gateway brings', () => {
    const found = told([...two, ...table(1, 'tgw-attach-1', 'tgw-attach-2'), ...attachment('tgw-attach-1', 'tgw-1', 'vpc-1', 'subnet-a', '10.0.1.90'), ...attachment('tgw-attach-2', 'tgw-1', 'vpc-2', 'subnet-b', '10.2.1.90'), route('vpc-1', 'rtb-1', '10.0.0.0/16', { transit_gateway_id: 'tgw-1' }), route('vpc-2', 'rtb-2', '10.2.0.0/16', { transit_gateway_id: 'tgw-1' })], 'tcp://10.5.0.1:443');
    expect(found).toMatchObject({ answers: ['loop'], says: [expect.stringContaining('eni-tgw-attach-2 of tgw-attach-2 leaves subnet-b, then eni-tgw-attach-2 of tgw-attach-2, then tgw-1')] });
  });
});
