import { describe, expect, test } from 'vitest';
import { cloudOf, everything } from '../../test/up/cloud.ts';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { pathOf, type Path } from './path.ts';
import { traceOf } from './trace.ts';

const aws = (type: string, name: string, body: JsonObject): Resource => ({ scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined });
const arn = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/central/0123456789abcdef';

/** An ALB with one node, which lets in one port, and a client beside it. */
function central(protocol: string, ingress: JsonObject = everything): Path {
  const eni = (name: string, address: string, more: JsonObject): Resource => aws('aws_network_interface', name, { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ips: [address], listed: true, ...more });
  return pathOf([
    aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
    aws('aws_subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' }),
    aws('aws_security_group', 'sg-1', { vpc_id: 'vpc-1', ingress: [ingress], egress: [everything] }),
    eni('eni-client', '10.0.1.7', { security_groups: [] }),
    eni('eni-alb', '10.0.1.40', { security_groups: ['sg-1'], interface_type: 'interface', description: 'ELB app/central/0123456789abcdef' }),
    aws('aws_lb', 'central', { arn, name: 'central', load_balancer_type: 'application', internal: true, vpc_id: 'vpc-1', subnets: ['subnet-a'], security_groups: ['sg-1'] }),
    aws('aws_lb_listener', 'listener', { load_balancer_arn: arn, port: 443, protocol, certificate_arn: 'arn:certificate', default_action: [{ type: 'fixed-response', fixed_response: [{ content_type: 'text/plain', status_code: '200' }] }] }),
    aws('aws_acm_certificate', 'certificate', { arn: 'arn:certificate', domain_name: 'shop.example.com', subject_alternative_names: [], status: 'ISSUED' }),
  ]);
}

function answer(path: Path, url: string): readonly unknown[] {
  const trace = traceOf(path, { url, method: 'GET', headers: [], from: { kind: 'address', address: '10.0.1.7' } });
  return 'wrong' in trace ? [trace.wrong] : trace.outcomes.flatMap(({ verdict, workloads, blockers }) => [verdict.kind, workloads, blockers.length]);
}

describe('a connection', () => {
  test.each(['HTTP', 'HTTPS'])('stands when a listener for %s has it', (protocol) => {
    expect(answer(central(protocol), 'tcp://10.0.1.40:443')).toEqual(['delivered', [`ALB central (${protocol} 443)`], 0]);
  });

  test('stands when a TLS listener has it', () => {
    expect(answer(cloudOf({ listener: { protocol: 'TLS', certificate_arn: 'arn:certificate' } }), 'tcp://10.0.2.40:443')).toEqual(['delivered', ['NLB nlb (TLS 443)'], 0]);
  });

  test('stands at a program that waits for TLS', () => {
    expect(answer(cloudOf({ serves: { speaks: 'tls' } }), 'tcp://10.0.2.80:443')).toEqual(['delivered', ['eni-target-b:443'], 0]);
  });

  test('does not stand where a guard drops it, or no listener is there', () => {
    expect(answer(central('HTTPS', { ...everything, protocol: 'tcp', from_port: 80, to_port: 80 }), 'tcp://10.0.1.40:443')).toEqual(['dropped', [], 1]);
    expect(answer(central('HTTPS'), 'tcp://10.0.1.40:80')[0]).not.toBe('delivered');
  });
});

test('an Application Load Balancer takes no datagrams', () => {
  expect(answer(central('HTTPS'), 'udp://10.0.1.40:443')).toEqual(['dropped', [], 1]);
});

test('plain HTTP at an HTTPS listener is still answered with 400', () => {
  expect(answer(central('HTTPS'), 'http://10.0.1.40:443/')).toEqual(['answered', [], 1]);
});
