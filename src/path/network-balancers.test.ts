import { describe, expect, test } from 'vitest';
import { wayAddress, type Place } from '../dialects/aws/network/wire.ts';
import { pointCarrier, pointOf } from '../engine/point.ts';
import { walk, type Way } from '../engine/walk.ts';
import { kinds } from '../hops/kinds.ts';
import { estateOf } from '../resource/estate.ts';
import type { Json, JsonObject, Resource } from '../resource/resource.ts';
import { programOf } from './compile.ts';
import { healthOf, type Health } from './health.ts';
import { networkOf } from './network.ts';

/** A resource of AWS as an input says it. */
function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined };
}

const zones = { a: '10.0.1', b: '10.0.2', c: '10.0.3' } as const;
type Zone = keyof typeof zones;

const eni = (name: string, zone: Zone, last: number, more: JsonObject = {}): Resource => aws('aws_network_interface', name, { subnet_id: `subnet-${zone}`, vpc_id: 'vpc-1', private_ip: `${zones[zone]}.${last}`, security_groups: [], ...more });
const group = (name: string, ingress: readonly JsonObject[], egress: readonly JsonObject[] = [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }]): Resource => aws('aws_security_group', name, { vpc_id: 'vpc-1', ingress, egress });
const tcp = (port: number, from: JsonObject): JsonObject => ({ protocol: 'tcp', from_port: port, to_port: port, ...from });
const target = (id: string, more: JsonObject = {}): Resource => aws('aws_lb_target_group_attachment', id, { target_group_arn: 'arn-web', target_id: id, port: 8443, ...more });

interface Given {
  readonly balancer?: JsonObject;
  readonly listener?: JsonObject;
  readonly web?: JsonObject;
  /** Of the interfaces that the targets have. */
  readonly groups?: Json;
  readonly nodes?: Json;
}

/** An NLB `edge` with nodes in three zones, TCP 443, and the interfaces of a target in the first two. */
function edge({ balancer = {}, listener = {}, web = {}, groups = [], nodes = [] }: Given, ...others: readonly Resource[]): readonly Resource[] {
  const nodeOf = (zone: Zone): Resource => eni(`eni-${zone}`, zone, 5, { description: 'ELB net/edge/1a', interface_type: 'network_load_balancer', security_groups: nodes });
  return [
    aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
    ...Object.entries(zones).map(([zone, head]) => aws('aws_subnet', `subnet-${zone}`, { vpc_id: 'vpc-1', cidr_block: `${head}.0/24`, availability_zone: `eu-1${zone}` })),
    ...(['a', 'b', 'c'] as const).map(nodeOf),
    eni('eni-web-a', 'a', 9, { security_groups: groups }),
    eni('eni-web-b', 'b', 9, { security_groups: groups }),
    eni('eni-client', 'c', 77),
    aws('aws_lb', 'edge', { arn: 'arn:aws:elasticloadbalancing:eu-1:1:loadbalancer/net/edge/1a', load_balancer_type: 'network', internal: true, subnets: ['subnet-a', 'subnet-b', 'subnet-c'], ...balancer }),
    aws('aws_lb_listener', 'edge-443', { load_balancer_arn: 'arn:aws:elasticloadbalancing:eu-1:1:loadbalancer/net/edge/1a', port: 443, protocol: 'TCP', default_action: [{ type: 'forward', target_group_arn: 'arn-web' }], ...listener }),
    aws('aws_lb_target_group', 'web', { arn: 'arn-web', name: 'web', protocol: 'TCP', port: 8443, target_type: 'ip', vpc_id: 'vpc-1', ...web }),
    ...others,
  ];
}

interface Asked {
  readonly ways: readonly Way<unknown, unknown>[];
  readonly health: Health;
}

const request = { method: 'GET', path: '/', host: 'shop.example.com', 'http.version': '1.1', scheme: 'http' };

function asked(resources: readonly Resource[], to: string, from: Place = { interface: 'eni-client' }, http: Readonly<Partial<typeof request>> = {}): Asked {
  const network = networkOf(estateOf(resources).estate, kinds);
  const program = programOf(network, (one, name, place) => health.of(one, name, place));
  const health = healthOf(network, () => program);
  const fields = { protocol: 'tcp', 'dst.port': 443, ...http };
  return { ways: walk(program, pointCarrier(), wayAddress(from, to), pointOf(fields), { onward: false, carried: true }), health };
}

const verdicts = ({ ways }: Asked): readonly string[] => [...new Set(ways.map(({ verdict }) => (verdict.kind === 'delivered' ? `delivered ${verdict.workload}` : `${verdict.kind} ${'cause' in verdict ? (verdict.cause ?? '') : ''}`)))].sort();
const sources = ({ ways }: Asked): readonly unknown[] => [...new Set(ways.map(({ traffic }) => JSON.stringify(traffic.cells.get('src.address'))))].map((text) => JSON.parse(text) as unknown);
const states = ({ health }: Asked): readonly string[] => health.states('targets/edge/web').map(({ target: name, check, state, cause }) => `${check.place?.interface ?? ''} ${name} ${state} ${cause ?? ''}`.trim());

const both = [target('10.0.1.9'), target('10.0.2.9')];

describe('the nodes of a Network Load Balancer', () => {
  test('use targets of their own zone, and show them their own address', () => {
    const near = asked(edge({}, ...both), 'address/10.0.2.5/443');
    expect([verdicts(near), sources(near)]).toEqual([['delivered eni-web-b:8443'], ['10.0.2.5']]);
  });

  test('use targets of every zone with cross-zone load balancing on', () => {
    expect(verdicts(asked(edge({ balancer: { enable_cross_zone_load_balancing: true } }, ...both), 'address/10.0.3.5/443'))).toEqual(['delivered eni-web-a:8443', 'delivered eni-web-b:8443']);
    expect(verdicts(asked(edge({ balancer: { enable_cross_zone_load_balancing: true }, web: { load_balancing_cross_zone_enabled: 'false' } }, ...both), 'address/10.0.1.5/443'))).toEqual(['delivered eni-web-a:8443']);
  });

  test('are left out by name servers where they have no target, and have nothing for those who reach them all the same', () => {
    expect(verdicts(asked(edge({}, ...both), 'forward/edge/443'))).toEqual(['delivered eni-web-a:8443', 'delivered eni-web-b:8443']);
    expect(verdicts(asked(edge({}, ...both), 'address/10.0.3.5/443'))).toEqual(['dropped zone-without-targets', 'reset zone-without-targets']);
    expect(verdicts(asked(edge({}), 'address/10.0.3.5/443'))).toEqual(['dropped no-targets', 'reset no-targets']);
  });

  test('take nothing on a port without a listener, and targets in zones that are not enabled get nothing', () => {
    expect(verdicts(asked(edge({}, ...both), 'address/10.0.1.5/80'))).toEqual(['dropped no-listener', 'refused no-listener']);
    expect(verdicts(asked(edge({}, target('10.0.1.9', { availability_zone: 'eu-1z' })), 'address/10.0.1.5/443'))).toEqual(['dropped no-targets', 'reset no-targets']);
  });
});

describe('security groups', () => {
  test('of the balancer keep clients out, where it has any', () => {
    const nlb = group('sg-nlb', [tcp(443, { cidr_blocks: ['10.0.1.0/24'] })]);
    expect(verdicts(asked(edge({ balancer: { security_groups: ['sg-nlb'] }, nodes: ['sg-nlb'] }, nlb, ...both), 'address/10.0.1.5/443'))).toEqual(['dropped guard-dropped']);
    expect(verdicts(asked(edge({}, nlb, ...both), 'address/10.0.1.5/443'))).toEqual(['delivered eni-web-a:8443']);
  });

  test('of targets see the client where its address is kept, and the balancer\'s groups', () => {
    const clients = group('sg-web', [tcp(8443, { cidr_blocks: ['10.0.3.0/24'] })]);
    const referring = group('sg-web', [tcp(8443, { security_groups: ['sg-nlb'] })]);
    const nlb = group('sg-nlb', [tcp(443, { cidr_blocks: ['10.0.0.0/16'] })]);
    const kept = { preserve_client_ip: 'true' };
    expect(verdicts(asked(edge({ groups: ['sg-web'] }, clients, ...both), 'address/10.0.1.5/443'))).toEqual(['dropped guard-dropped']);
    expect(verdicts(asked(edge({ groups: ['sg-web'], web: kept }, clients, ...both), 'address/10.0.1.5/443'))).toEqual(['delivered eni-web-a:8443']);
    expect(sources(asked(edge({ groups: ['sg-web'], web: kept }, clients, ...both), 'address/10.0.1.5/443'))).toEqual(['10.0.3.77']);
    expect(verdicts(asked(edge({ groups: ['sg-web'], web: kept, balancer: { security_groups: ['sg-nlb'] }, nodes: ['sg-nlb'] }, referring, nlb, ...both), 'address/10.0.1.5/443'))).toEqual(['delivered eni-web-a:8443']);
  });
});

describe('health', () => {
  test('is asked by each node, and a port of its own that nobody opens makes all targets unhealthy: the balancer fails open', () => {
    const web = group('sg-web', [tcp(8443, { cidr_blocks: ['10.0.0.0/16'] })]);
    const given = edge({ groups: ['sg-web'], web: { health_check: [{ protocol: 'HTTP', port: '10254', path: '/healthz' }] } }, web, ...both);
    const found = asked(given, 'address/10.0.1.5/443');
    expect([verdicts(found), states(found)]).toEqual([['delivered eni-web-a:8443'], ['eni-a 10.0.1.9:8443 unhealthy guard-dropped', 'eni-b 10.0.2.9:8443 unhealthy guard-dropped']]);
  });

  test('asks the rules of the balancer\'s groups for what leaves it', () => {
    const nlb = group('sg-nlb', [tcp(443, { cidr_blocks: ['10.0.0.0/16'] })], [tcp(8443, { cidr_blocks: ['10.0.1.0/24'] })]);
    const found = asked(edge({ balancer: { security_groups: ['sg-nlb'] }, nodes: ['sg-nlb'] }, nlb, ...both), 'forward/edge/443');
    expect(states(found)).toEqual(['eni-a 10.0.1.9:8443 healthy', 'eni-b 10.0.2.9:8443 unhealthy guard-dropped']);
    expect(verdicts(found)).toEqual(['delivered eni-web-a:8443']);
  });

  test('that AWS describes decides', () => {
    const cross = { enable_cross_zone_load_balancing: true };
    const described = [target('10.0.1.9', { described_state: 'unhealthy', described_reason: 'Target.Timeout' }), target('10.0.2.9', { described_state: 'healthy' })];
    expect(verdicts(asked(edge({ balancer: cross }, ...described), 'address/10.0.1.5/443'))).toEqual(['delivered eni-web-b:8443']);
    expect(verdicts(asked(edge({ balancer: cross }, target('10.0.1.9', { described_state: 'unused', described_reason: 'Target.NotInUse' })), 'address/10.0.1.5/443'))).toEqual(['dropped no-targets', 'reset no-targets']);
  });
});

describe('a client\'s address', () => {
  test('does not come back to the client itself', () => {
    expect(verdicts(asked(edge({ web: { preserve_client_ip: 'true' } }, target('10.0.1.9')), 'address/10.0.1.5/443', { interface: 'eni-web-a' }))).toEqual(['dropped hairpin-dropped']);
    expect(verdicts(asked(edge({}, target('10.0.1.9')), 'address/10.0.1.5/443', { interface: 'eni-web-a' }))).toEqual(['delivered eni-web-a:8443']);
  });

  test('cannot be kept towards an endpoint, another balancer, or a VPC that is not peered', () => {
    const endpoint = eni('eni-vpce', 'a', 7, { interface_type: 'vpc_endpoint', description: 'VPC Endpoint Interface vpce-1' });
    expect(verdicts(asked(edge({ web: { preserve_client_ip: 'true' } }, endpoint, target('10.0.1.7')), 'address/10.0.1.5/443'))).toEqual(['dropped client-address-kept']);
    expect(verdicts(asked(edge({}, endpoint, target('10.0.1.7')), 'address/10.0.1.5/443'))).toEqual(['unresolved destination-unknown']);
    const far = [aws('aws_vpc', 'vpc-2', { cidr_block: '10.9.0.0/16' }), aws('aws_subnet', 'subnet-far', { vpc_id: 'vpc-2', cidr_block: '10.9.1.0/24', availability_zone: 'eu-1a' }), aws('aws_network_interface', 'eni-far', { subnet_id: 'subnet-far', vpc_id: 'vpc-2', private_ip: '10.9.1.9', security_groups: [] })];
    expect(verdicts(asked(edge({ web: { preserve_client_ip: 'true' } }, ...far, target('10.9.1.9', { availability_zone: 'all' })), 'address/10.0.1.5/443'))).toEqual(['dropped client-address-kept']);
  });
});

describe('what a target makes of it', () => {
  const serves = (proxyProtocol: boolean): Resource => ({ scope: 'default', type: 'Serves', name: '10.0.1.9:8443', body: { proxyProtocol, speaks: 'tls' }, locate: () => undefined });

  test('a PROXY protocol header is read by who expects it, and nobody else', () => {
    const headed = { proxy_protocol_v2: true };
    expect(verdicts(asked(edge({ web: headed }, target('10.0.1.9'), serves(false)), 'address/10.0.1.5/443'))).toEqual(['reset preamble-unexpected']);
    expect(verdicts(asked(edge({}, target('10.0.1.9'), serves(true)), 'address/10.0.1.5/443'))).toEqual(['reset preamble-missing']);
    const unsaid = asked(edge({ web: headed }, target('10.0.1.9')), 'address/10.0.1.5/443');
    expect([verdicts(unsaid), unsaid.ways.every(({ when }) => when.length > 0)]).toEqual([['delivered eni-web-a:8443', 'reset preamble-unexpected'], true]);
  });

  test('an Application Load Balancer as target answers on its own listener, and sees the client', () => {
    const inner = [
      aws('aws_lb', 'inner', { arn: 'arn:aws:elasticloadbalancing:eu-1:1:loadbalancer/app/inner/2b', load_balancer_type: 'application', internal: true, subnets: ['subnet-a', 'subnet-b'] }),
      eni('eni-inner', 'a', 6, { description: 'ELB app/inner/2b' }),
      aws('aws_lb_listener', 'inner-80', { load_balancer_arn: 'arn:aws:elasticloadbalancing:eu-1:1:loadbalancer/app/inner/2b', port: 8443, protocol: 'HTTP', default_action: [{ type: 'fixed-response', fixed_response: [{ status_code: '204', content_type: 'text/plain' }] }] }),
    ];
    const found = asked(edge({ web: { target_type: 'alb' } }, ...inner, target('arn:aws:elasticloadbalancing:eu-1:1:loadbalancer/app/inner/2b')), 'address/10.0.1.5/443', { interface: 'eni-client' }, request);
    expect(verdicts(found)).toEqual(['answered fixed-answer']);
    expect(sources(found)).toEqual(['10.0.3.77']);
  });
});
