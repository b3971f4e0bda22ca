import { expect, test } from 'vitest';
import { interfacesIn, interfacesOf, interfacesOwned, titleOf } from '../../dialects/aws/network/interfaces.ts';
import { estateOf, type Estate } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { runControllers } from '../run.ts';

function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body, locate: () => undefined };
}

const made = (...resources: readonly Resource[]): Estate => runControllers(estateOf(resources).estate).estate;
const subnet = aws('aws_subnet', 'a', { vpc_id: '${aws_vpc.main.id}', cidr_block: '10.0.1.0/24', availability_zone: 'eu-central-1a' });

test('a load balancer has an interface in each of its subnets, with its groups, and the address that a mapping says', () => {
  const estate = made(
    aws('aws_vpc', 'main', { cidr_block: '10.0.0.0/16' }),
    subnet,
    aws('aws_lb', 'web', { name: 'web', internal: true, subnets: ['${aws_subnet.a.id}'], security_groups: ['${aws_security_group.alb.id}'] }),
    aws('aws_lb', 'net', { name: 'net', load_balancer_type: 'network', subnet_mapping: [{ subnet_id: '${aws_subnet.a.id}', private_ipv4_address: '10.0.1.9' }] }),
  );
  const [web] = interfacesOwned(estate, 'balancer', 'web');
  expect(web).toMatchObject({ subnet: 'aws_subnet.a', vpc: 'aws_vpc.main', zone: 'eu-central-1a', addresses: [], public: false, groups: ['aws_security_group.alb'] });
  expect(titleOf(web!)).toBe('the interface of web in aws_subnet.a');
  expect(interfacesOwned(estate, 'balancer', 'net')).toMatchObject([{ addresses: ['10.0.1.9'], public: true, groups: [] }]);
});

test('what the inputs list is taken as it is, by what the interface says of its owner', () => {
  const estate = made(
    aws('aws_subnet', 'subnet-a', { id: 'subnet-a', vpc_id: 'vpc-1' }),
    aws('aws_lb', 'web', { name: 'web', id: 'arn:aws:elasticloadbalancing:eu-central-1:1:loadbalancer/app/web/50dc', arn: 'arn:aws:elasticloadbalancing:eu-central-1:1:loadbalancer/app/web/50dc', subnets: ['subnet-a'] }),
    aws('aws_network_interface', 'eni-1', { id: 'eni-1', subnet_id: 'subnet-a', description: 'ELB app/web/50dc', private_ips: ['10.0.1.4'], security_groups: ['sg-1'], public_ips: [{ private_ip: '10.0.1.4', public_ip: '198.51.100.4' }] }),
    aws('aws_nat_gateway', 'nat-1', { id: 'nat-1', subnet_id: 'subnet-a', network_interface_id: 'eni-2', private_ip: '10.0.1.5', public_ip: '198.51.100.5' }),
    aws('aws_ec2_transit_gateway_vpc_attachment', 'tgw-attach-1', { id: 'tgw-attach-1', subnet_ids: ['subnet-a'] }),
    aws('aws_network_interface', 'eni-3', { id: 'eni-3', subnet_id: 'subnet-a', interface_type: 'transit_gateway', description: 'Network Interface for Transit Gateway Attachment tgw-attach-1', security_groups: [] }),
    aws('aws_vpc_endpoint', 'vpce-1', { id: 'vpce-1', vpc_endpoint_type: 'Interface', subnet_ids: ['subnet-a'], network_interface_ids: ['eni-4'], security_group_ids: ['sg-2'] }),
    aws('aws_network_interface', 'eni-4', { id: 'eni-4', subnet_id: 'subnet-a', interface_type: 'vpc_endpoint', private_ips: ['10.0.1.6'], security_groups: ['sg-2'] }),
    aws('aws_instance', 'i-1', { id: 'i-1', subnet_id: 'subnet-a', private_ip: '10.0.1.7', vpc_security_group_ids: ['sg-3'] }),
  );
  expect(interfacesIn(estate, { subnet: 'subnet-a' }).map(({ key, owner }) => `${key} ${owner.kind} ${owner.key ?? ''}`)).toEqual([
    'aws_network_interface.instance:i-1:subnet-a instance i-1',
    'eni-1 balancer web',
    'eni-2 nat nat-1',
    'eni-3 attachment tgw-attach-1',
    'eni-4 endpoint vpce-1',
  ]);
  expect(interfacesOf(estate).get('eni-1')?.publicOf).toEqual(new Map([['10.0.1.4', '198.51.100.4']]));
});

test('an interface without groups has the default one of its VPC, unless only apply knows them', () => {
  const estate = made(
    aws('aws_subnet', 'subnet-a', { id: 'subnet-a', vpc_id: 'vpc-1' }),
    aws('aws_security_group', 'sg-0', { id: 'sg-0', name: 'default', vpc_id: 'vpc-1' }),
    aws('aws_vpc_endpoint', 'vpce-1', { id: 'vpce-1', vpc_endpoint_type: 'Interface', subnet_ids: ['subnet-a'] }),
    aws('aws_lb', 'web', { name: 'web', subnets: ['subnet-a'], unknown_after_apply: ['security_groups'] }),
  );
  expect(interfacesOwned(estate, 'endpoint', 'vpce-1').map(({ groups }) => groups)).toEqual([['sg-0']]);
  expect(interfacesOwned(estate, 'balancer', 'web').map(({ groups }) => groups)).toEqual([undefined]);
});
