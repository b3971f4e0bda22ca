import { expect, test } from 'vitest';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { kind } from './kind.ts';
import type { FirewallEndpointSpec } from './spec.ts';

function made(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type: `aws_${type}`, name, body, locate: () => undefined };
}

const endpoint = [
  made('subnet', 'fw', { id: 'subnet-fw', vpc_id: 'vpc-1', cidr_block: '10.0.0.0/28' }),
  made('vpc_endpoint', 'fw', { id: 'vpce-1', vpc_id: 'vpc-1', vpc_endpoint_type: 'GatewayLoadBalancer', subnet_ids: ['subnet-fw'], network_interface_ids: ['eni-fw'] }),
  made('network_interface', 'fw', { id: 'eni-fw', subnet_id: 'subnet-fw', vpc_id: 'vpc-1', interface_type: 'gateway_load_balancer_endpoint', private_ip: '10.0.0.5' }),
];

function firewalled(policy: JsonObject): FirewallEndpointSpec | undefined {
  const { estate } = estateOf([
    ...endpoint,
    made('networkfirewall_firewall', 'edge', { name: 'edge', vpc_id: 'vpc-1', subnet_mapping: [{ subnet_id: '${aws_subnet.fw.id}' }], firewall_policy_arn: '${aws_networkfirewall_firewall_policy.edge.arn}' }),
    made('networkfirewall_firewall_policy', 'edge', { name: 'edge', firewall_policy: [policy] }),
  ]);
  return kind.read(estate, []).at('firewall/eni-fw/443');
}

test('a firewall is known by its endpoint, and by the subnet of its mapping', () => {
  expect(firewalled({ stateless_default_actions: ['aws:forward_to_sfe'] })).toMatchObject({ title: 'firewall edge', key: 'vpce-1', default: 'inspects', rules: false, leaves: 'out/eni-fw/443' });
});

test.each<readonly [string, FirewallEndpointSpec['default'], boolean, JsonObject]>([
  ['inspects what its stateful rules are asked about', 'inspects', true, { stateless_default_actions: ['aws:forward_to_sfe'], stateful_rule_group_reference: [{ resource_arn: 'arn:x' }] }],
  ['passes unseen by default', 'passes unseen', false, { stateless_default_actions: ['aws:pass'], stateful_rule_group_reference: [{ resource_arn: 'arn:x' }] }],
  ['depends on its stateless rules where it has some', 'inspects', true, { stateless_default_actions: ['aws:pass'], stateless_rule_group_reference: [{ resource_arn: 'arn:x', priority: 1 }] }],
  ['drops everything by default', 'drops all', false, { stateless_default_actions: ['aws:drop'] }],
  ['drops everything strictly, without a rule', 'drops all', false, { stateless_default_actions: ['aws:forward_to_sfe'], stateful_default_actions: ['aws:drop_strict'] }],
  ['drops strictly what no rule takes', 'inspects', true, { stateless_default_actions: ['aws:forward_to_sfe'], stateful_default_actions: ['aws:drop_strict'], stateful_rule_group_reference: [{ resource_arn: 'arn:x' }] }],
])('a policy that %s', (_what, expected, rules, policy) => {
  expect(firewalled(policy)).toMatchObject({ default: expected, rules });
});

test('of appliances behind a Gateway Load Balancer nothing is known but that they see both directions', () => {
  const spec = kind.read(estateOf(endpoint).estate, []).at('back-firewall/eni-fw/443/eni-7');
  expect(spec).toMatchObject({ title: 'vpce-1', back: true, default: 'inspects', rules: true, leaves: 'back-out/eni-fw/443/eni-7' });
});
