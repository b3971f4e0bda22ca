import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rootFolder } from '../../../test/sources.ts';
import { nameOf, type Json } from '../../resource/resource.ts';
import { readTexts } from '../texts.ts';

/** What Terraform 1.11.4 printed of a configuration with modules, for_each, dynamic blocks and an endpoint; the provider behind it knew the argument shapes only. */
const file = join(rootFolder(), 'test/terraform/recorded-plan.json');
const { resources, problems } = readTexts([{ name: 'plan.json', text: readFileSync(file, 'utf8'), scope: 'default' }]);

function at(name: string, attribute: string): Json | undefined {
  return resources.find((each) => nameOf(each) === name)?.body[attribute];
}

test('a plan as Terraform prints it is read whole', () => {
  expect(resources).toHaveLength(31);
  expect(problems.map(({ message }) => message)).toEqual(['subnet_mapping[0].subnet_id, subnet_mapping[1].subnet_id, subnet_mapping[2].subnet_id of aws_lb nlb is known after apply, and the plan does not tell of which resource it is: what rests on it is unknown']);
});

test('sets, blocks that are arguments, and blocks of the same kind keep their own references', () => {
  expect(at('aws_lb edge', 'security_groups')).toEqual(['${aws_security_group.alb.id}', '${aws_security_group.inline.id}']);
  expect(at('aws_lb nlb2', 'subnet_mapping')).toEqual(['a', 'b'].map((zone, index) => ({ private_ipv4_address: `10.12.${index * 2}.9`, subnet_id: `\${aws_subnet.module.net.s["${zone}"].id}` })));
  expect(at('aws_security_group inline', 'ingress')).toEqual([
    { cidr_blocks: ['10.0.0.0/8'], from_port: 80, protocol: 'tcp', to_port: 80 },
    { from_port: 443, protocol: 'tcp', security_groups: ['${aws_security_group.alb.id}'], to_port: 443 },
  ]);
  expect(at('module.net.aws_route_table.r', 'route')).toEqual([{ cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.module.net.i.id}' }]);
  expect(JSON.stringify(at('aws_lb_listener l', 'default_action'))).toContain(JSON.stringify([{ weight: 10, arn: '${aws_lb_target_group.t["green"].arn}' }, { weight: 90, arn: '${aws_lb_target_group.t["blue"].arn}' }]));
});

test('each.value and count.index lead to the instance of the same key', () => {
  expect(at('module.net.aws_route_table_association.a["c"]', 'subnet_id')).toBe('${aws_subnet.module.net.s["c"].id}');
  expect(at('aws_lb_target_group_attachment t[2]', 'target_id')).toBe('${aws_vpc_endpoint.svc.network_interface_ids}');
  expect(at('data.aws_network_interface.eni[2]', 'id')).toBe('${aws_vpc_endpoint.svc.network_interface_ids}');
});
