import { expect, test } from 'vitest';
import { centralPlan, servicePlan } from '../../../test/terraform/central.ts';
import { refusalsIn } from '../../dialects/aws/apply/refusals.ts';
import { estateOf } from '../../resource/estate.ts';
import { nameOf, type Json } from '../../resource/resource.ts';
import { readTexts, type TextsRead } from '../texts.ts';

function read(): TextsRead {
  return readTexts([{ name: 'central.json', text: JSON.stringify(centralPlan()), scope: 'default' }, { name: 'service.json', text: JSON.stringify(servicePlan()), scope: 'default' }]);
}

function at(name: string, attribute: string): Json | undefined {
  return read().resources.find((each) => nameOf(each) === name)?.body[attribute];
}

test('two plans of two accounts are two scopes, and neither refuses anything', () => {
  const { resources, problems } = read();
  expect(problems).toEqual([]);
  expect([...new Set(resources.map(({ scope }) => scope))].sort()).toEqual(['111111111111/eu-west-1', '222222222222/eu-west-1']);
  expect(resources.find(({ type }) => type === 'aws_ssm_parameter')?.scope).toBe('111111111111/eu-west-1');
  const { estate, problems: doubles } = estateOf(resources);
  expect(doubles).toEqual([]);
  expect(refusalsIn(estate)).toEqual([]);
});

test('every reference of the central account leads to its owner before anything is there', () => {
  expect(at('aws_lb edge', 'subnets')).toEqual(['a', 'b', 'c'].map((zone) => `\${aws_subnet.module.net.public["${zone}"].id}`));
  expect(at('aws_lb edge', 'security_groups')).toEqual(['${aws_security_group.alb.id}']);
  expect(at('aws_vpc_endpoint service', 'subnet_ids')).toEqual(['a', 'b', 'c'].map((zone) => `\${aws_subnet.module.net.inner["${zone}"].id}`));
  expect(at('aws_lb_target_group_attachment service[2]', 'target_id')).toBe('${aws_vpc_endpoint.service.network_interface_ids}');
  expect(at('aws_lb_listener https', 'certificate_arn')).toBe('${aws_acm_certificate.shop.arn}');
  expect(at('aws_lb_listener https', 'default_action')).toEqual([{ type: 'forward', target_group_arn: '${aws_lb_target_group.service.arn}' }]);
  expect(at('module.net.aws_route_table_association.public["b"]', 'subnet_id')).toBe('${aws_subnet.module.net.public["b"].id}');
  expect(at('module.net.aws_route_table.public', 'route')).toEqual([{ cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.module.net.this.id}' }]);
  expect(at('aws_route53_record shop', 'alias')).toEqual([{ evaluate_target_health: true, name: '${aws_lb.edge.dns_name}', zone_id: '${aws_lb.edge.zone_id}' }]);
  expect(at('aws_vpc_security_group_egress_rule alb', 'referenced_security_group_id')).toBe('${aws_security_group.endpoint.id}');
});

test('a group that is to be made has no rules but those of other resources', () => {
  expect(at('aws_security_group alb', 'unknown_after_apply')).toEqual(['id']);
});

test('in the account of the service, what is there keeps its id and what is to come is referred to', () => {
  expect(at('aws_lb nginx', 'subnets')).toBeUndefined();
  expect(at('aws_lb nlb', 'subnets')).toEqual(['subnet-0a', 'subnet-0b', 'subnet-0c']);
  expect(at('aws_vpc_endpoint_service nginx', 'network_load_balancer_arns')).toEqual(['${aws_lb.nlb.arn}']);
  expect(at('aws_vpc_endpoint_service_allowed_principal central', 'vpc_endpoint_service_id')).toBe('${aws_vpc_endpoint_service.nginx.id}');
});
