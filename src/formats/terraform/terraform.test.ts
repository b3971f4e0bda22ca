import { describe, expect, test } from 'vitest';
import { planOf, refer, type Given } from '../../../test/terraform/plan.ts';
import type { Resource } from '../../resource/resource.ts';
import { patchOf } from '../patch.ts';
import { readTexts, type TextsRead } from '../texts.ts';

function read(given: Given | string, name = 'plan.json'): TextsRead {
  return readTexts([{ name, text: typeof given === 'string' ? given : JSON.stringify(planOf(given), null, 2), scope: 'default' }]);
}

function found({ resources }: TextsRead, type: string, name: string): Resource {
  const one = resources.find((each) => each.type === type && each.name === name);
  if (one === undefined) throw new Error(`${type} ${name} is not among ${resources.map((each) => `${each.type} ${each.name}`).join(', ')}`);
  return one;
}

const vpc = { values: { cidr_block: '10.0.0.0/16' }, unknown: { id: true, arn: true } };
const subnet = (zone: string, over: object = {}): object => ({ values: { availability_zone: zone }, unknown: { id: true, vpc_id: true }, expressions: { vpc_id: refer('aws_vpc.main.id') }, ...over });

describe('what a plan makes', () => {
  test('a reference stands for an id that only apply knows, and leads to the line that says so', () => {
    const result = read({ resources: { 'aws_vpc.main': vpc, 'aws_subnet.web': subnet('eu-west-1a') } });
    const web = found(result, 'aws_subnet', 'web');
    expect(web.body).toEqual({ availability_zone: 'eu-west-1a', vpc_id: '${aws_vpc.main.id}', unknown_after_apply: ['id'] });
    expect(result.files.get('plan.json')!.split('\n')[web.locate(['vpc_id'])!.line - 1]).toContain('{');
    expect(result.files.get('plan.json')!.split('\n').slice(web.locate(['vpc_id'])!.line - 1, web.locate(['vpc_id'])!.line + 2).join('')).toContain('aws_vpc.main.id');
    expect(result.files.get('plan.json')!.split('\n')[web.locate(['availability_zone'])!.line - 1]).toContain('eu-west-1a');
    expect(result.files.get('plan.json')!.split('\n')[web.locate(['id'])!.line - 1]).toContain('"address": "aws_subnet.web"');
    expect(result.problems).toEqual([]);
  });

  test('a list that is not known is every instance of what it names', () => {
    const subnets = refer('aws_subnet.pub');
    const result = read({ resources: { 'aws_vpc.main': vpc, 'aws_subnet.pub[0]': subnet('eu-west-1a'), 'aws_subnet.pub[1]': subnet('eu-west-1b'), 'aws_lb.edge': { values: { name: 'edge' }, unknown: { subnets: true, arn: true }, expressions: { subnets } } } });
    expect(found(result, 'aws_lb', 'edge').body['subnets']).toEqual(['${aws_subnet.pub[0].id}', '${aws_subnet.pub[1].id}']);
  });

  test('count.index and each.key pair instances of the same index and key', () => {
    const result = read({
      resources: {
        'aws_subnet.pub[0]': {}, 'aws_subnet.pub[1]': {}, 'aws_subnet.inner["a"]': {}, 'aws_subnet.inner["b"]': {},
        'aws_nat_gateway.n[1]': { unknown: { subnet_id: true }, expressions: { subnet_id: refer('aws_subnet.pub', 'count.index') } },
        'aws_route_table_association.a["b"]': { unknown: { subnet_id: true }, expressions: { subnet_id: refer('aws_subnet.inner', 'each.key') } },
        'aws_route_table_association.of["a"]': { unknown: { subnet_id: true }, each: refer('aws_subnet.inner'), expressions: { subnet_id: { references: ['each.value.id', 'each.value'] } } },
      },
    });
    expect(found(result, 'aws_nat_gateway', 'n[1]').body['subnet_id']).toBe('${aws_subnet.pub[1].id}');
    expect(found(result, 'aws_route_table_association', 'a["b"]').body['subnet_id']).toBe('${aws_subnet.inner["b"].id}');
    expect(found(result, 'aws_route_table_association', 'of["a"]').body['subnet_id']).toBe('${aws_subnet.inner["a"].id}');
  });

  test('where several resources remain none is taken, and that is told once', () => {
    const result = read({ resources: { 'aws_subnet.pub["a"]': {}, 'aws_subnet.pub["b"]': {}, 'aws_instance.web': { unknown: { subnet_id: true }, expressions: { subnet_id: refer('aws_subnet.pub', 'local.zone') } } } });
    expect(found(result, 'aws_instance', 'web').body).toEqual({ unknown_after_apply: ['subnet_id'] });
    expect(result.problems.map(({ name, message }) => [name, message])).toEqual([['reference-not-resolved', 'subnet_id of aws_instance web is known after apply, and the plan does not tell of which resource it is: what rests on it is unknown']]);
  });

  test('references lead through the inputs and outputs of modules', () => {
    const result = read({
      resources: { 'module.net.aws_vpc.main': vpc, 'module.net.aws_subnet.pub["a"]': subnet('eu-west-1a'), 'module.net.aws_subnet.pub["b"]': subnet('eu-west-1b'), 'module.edge["x"].aws_lb.this': { unknown: { subnets: true }, expressions: { subnets: refer('var.subnets') } }, 'aws_instance.one': { unknown: { subnet_id: true }, expressions: { subnet_id: { references: ['module.net.by_zone["b"]', 'module.net.by_zone', 'module.net'] } } } },
      modules: { 'module.net': { outputs: { ids: ['aws_subnet.pub'], by_zone: ['aws_subnet.pub'] } }, 'module.edge': { expressions: { subnets: refer('module.net.ids') }, each: { constant_value: ['x'] } } },
    });
    expect(found(result, 'aws_lb', 'module.edge["x"].this').body['subnets']).toEqual(['${aws_subnet.module.net.pub["a"].id}', '${aws_subnet.module.net.pub["b"].id}']);
    expect(found(result, 'aws_subnet', 'module.net.pub["a"]').body['vpc_id']).toBe('${aws_vpc.module.net.main.id}');
    expect(found(result, 'aws_instance', 'one').body['subnet_id']).toBe('${aws_subnet.module.net.pub["b"].id}');
  });

  test('blocks inside blocks are filled, and found by what they say', () => {
    const result = read({
      resources: {
        'aws_lb_target_group.a': {}, 'aws_lb_target_group.b': {}, 'aws_security_group.lb': {}, 'aws_internet_gateway.i': {}, 'aws_nat_gateway.n': {},
        'aws_lb_listener.https': {
          values: { port: 443, default_action: [{ type: 'forward', forward: [{ target_group: [{ weight: 90 }, { weight: 10 }] }] }] },
          unknown: { default_action: [{ forward: [{ target_group: [{ arn: true }, { arn: true }] }] }] },
          expressions: { default_action: [{ type: { constant_value: 'forward' }, forward: [{ target_group: [{ arn: refer('aws_lb_target_group.b.arn'), weight: { constant_value: 10 } }, { arn: refer('aws_lb_target_group.a.arn'), weight: { constant_value: 90 } }] }] }] },
        },
        'aws_security_group.pods': { values: { ingress: [{ from_port: 8080, to_port: 8080, protocol: 'tcp', cidr_blocks: [] }] }, unknown: { ingress: [{ security_groups: true, cidr_blocks: [] }] }, expressions: { ingress: refer('aws_security_group.lb.id') } },
        'aws_route_table.r': { values: { route: [{ cidr_block: '0.0.0.0/0', nat_gateway_id: '', vpc_endpoint_id: '' }] }, unknown: { route: [{ gateway_id: true }] }, expressions: { route: refer('aws_internet_gateway.i.id', 'aws_nat_gateway.n.id') } },
      },
    });
    expect(found(result, 'aws_lb_listener', 'https').body['default_action']).toEqual([{ type: 'forward', forward: [{ target_group: [{ weight: 90, arn: '${aws_lb_target_group.a.arn}' }, { weight: 10, arn: '${aws_lb_target_group.b.arn}' }] }] }]);
    expect(found(result, 'aws_security_group', 'pods').body['ingress']).toEqual([{ from_port: 8080, to_port: 8080, protocol: 'tcp', cidr_blocks: [], security_groups: ['${aws_security_group.lb.id}'] }]);
    expect(found(result, 'aws_route_table', 'r').body['route']).toEqual([{ cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.i.id}' }]);
  });

  test('of blocks that share their references, each gets what fits its name, and nothing where two could', () => {
    const result = read({
      resources: {
        'aws_security_group.a': {}, 'aws_security_group.b': {}, 'aws_vpc.v': {},
        'aws_security_group.two': { values: { ingress: [{ from_port: 80 }, { from_port: 443 }] }, unknown: { ingress: [{ security_groups: true }, { security_groups: true }] }, expressions: { ingress: refer('aws_security_group.a.id', 'aws_security_group.b.id') } },
        'aws_security_group.other': { values: { ingress: [{ from_port: 80 }] }, unknown: { ingress: [{ security_groups: true }] }, expressions: { ingress: refer('local.groups', 'aws_vpc.v.cidr_block') } },
      },
    });
    expect(found(result, 'aws_security_group', 'two').body).toEqual({ ingress: [{ from_port: 80 }, { from_port: 443 }], unknown_after_apply: ['ingress[0].security_groups', 'ingress[1].security_groups'] });
    expect(found(result, 'aws_security_group', 'other').body).toEqual({ ingress: [{ from_port: 80 }], unknown_after_apply: ['ingress[0].security_groups'] });
  });

  test('an address that is worked out of a block is not the block', () => {
    const result = read({ resources: { 'aws_subnet.a': {}, 'aws_eip.e': {}, 'aws_nat_gateway.n': { unknown: { private_ip: true, allocation_id: true }, expressions: { private_ip: refer('aws_subnet.a.cidr_block'), allocation_id: refer('aws_eip.e.id') } } } });
    expect(found(result, 'aws_nat_gateway', 'n').body).toEqual({ allocation_id: '${aws_eip.e.id}', unknown_after_apply: ['private_ip'] });
  });

  test('targets that are the interfaces of an endpoint keep the endpoint as their owner', () => {
    const result = read({
      resources: {
        'aws_vpc_endpoint.svc': { unknown: { network_interface_ids: true, id: true } },
        'data.aws_network_interface.eni[0]': { actions: ['read'], unknown: { id: true, private_ip: true }, expressions: { id: { references: ['aws_vpc_endpoint.svc.network_interface_ids', 'aws_vpc_endpoint.svc', 'count.index'] } } },
        'aws_lb_target_group_attachment.svc[0]': { values: { port: 443 }, unknown: { target_id: true }, expressions: { target_id: refer('data.aws_network_interface.eni', 'count.index') } },
        'aws_acm_certificate.c': {}, 'aws_acm_certificate_validation.c': { unknown: { certificate_arn: true }, expressions: { certificate_arn: refer('aws_acm_certificate.c.arn') } },
        'aws_lb_listener.l': { unknown: { certificate_arn: true }, expressions: { certificate_arn: refer('aws_acm_certificate_validation.c.certificate_arn') } },
      },
    });
    expect(found(result, 'aws_lb_target_group_attachment', 'svc[0]').body['target_id']).toBe('${aws_vpc_endpoint.svc.network_interface_ids}');
    expect(found(result, 'aws_network_interface', 'data.eni[0]').body['id']).toBe('${aws_vpc_endpoint.svc.network_interface_ids}');
    expect(found(result, 'aws_lb_listener', 'l').body['certificate_arn']).toBe('${aws_acm_certificate.c.arn}');
  });

  test('what is deleted is gone, and what a data source found stands unless the same is managed', () => {
    const result = read({
      resources: { 'aws_vpc.main': { values: { id: 'vpc-1' }, actions: ['no-op'] }, 'aws_subnet.old': { actions: ['delete'] } },
      looked: { 'data.aws_vpc.same': { id: 'vpc-1' }, 'data.aws_subnet.b': { id: 'subnet-2', vpc_id: 'vpc-1' } },
    });
    expect(result.resources.map(({ type, name }) => `${type} ${name}`)).toEqual(['aws_vpc main', 'aws_subnet data.b']);
  });

  test('a plan goes before the state beside it, and both before nothing', () => {
    const state = { version: 4, terraform_version: '1.9.0', serial: 3, lineage: 'x', outputs: {}, resources: [{ mode: 'managed', type: 'aws_subnet', name: 'old', provider: 'provider["registry.terraform.io/hashicorp/aws"]', instances: [{ schema_version: 1, attributes: { id: 'subnet-9' } }] }, { module: 'module.m["a"]', mode: 'managed', type: 'aws_vpc', name: 'v', instances: [{ index_key: 0, attributes: { id: 'vpc-7', tags: null } }] }] };
    const plan = planOf({ resources: { 'aws_subnet.old': { actions: ['delete'] }, 'aws_vpc.new': { values: { cidr_block: '10.0.0.0/16' } } } });
    const { resources } = readTexts([{ name: 'a.tfstate', text: JSON.stringify(state), scope: 's' }, { name: 'plan.json', text: JSON.stringify(plan), scope: 's' }]);
    expect(resources.map(({ type, name, body }) => [type, name, body])).toEqual([['aws_vpc', 'new', { cidr_block: '10.0.0.0/16', unknown_after_apply: [] }], ['aws_vpc', 'module.m["a"].v[0]', { id: 'vpc-7' }]]);
  });
});

test('a state that terraform show prints is read without what is left of replaced resources', () => {
  const values = { root_module: { resources: [{ address: 'aws_vpc.v', mode: 'managed', type: 'aws_vpc', name: 'v', values: { id: 'vpc-1', tags: null } }, { address: 'aws_vpc.v', mode: 'managed', type: 'aws_vpc', name: 'v', deposed_key: '0a1b2c3d', values: { id: 'vpc-0' } }] } };
  const { resources, problems } = read(JSON.stringify({ format_version: '1.0', terraform_version: '1.9.0', values }));
  expect(resources.map(({ type, name, body }) => [type, name, body])).toEqual([['aws_vpc', 'v', { id: 'vpc-1' }]]);
  expect(problems).toEqual([]);
});

describe('rules that resources of their own write', () => {
  const rule = { values: { security_group_id: 'sg-1', ip_protocol: 'tcp', from_port: 443, to_port: 443, cidr_ipv4: '10.0.0.0/8' }, actions: ['no-op'] };

  test('what a group has today is not what it will have', () => {
    const result = read({ resources: { 'aws_security_group.a': { values: { id: 'sg-1', ingress: [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] }] }, actions: ['no-op'] }, 'aws_vpc_security_group_ingress_rule.a': rule } });
    expect(found(result, 'aws_security_group', 'a').body['ingress']).toBeUndefined();
  });

  test('a group of which no other resource writes rules keeps those it has', () => {
    const result = read({ resources: { 'aws_security_group.a': { values: { id: 'sg-2', ingress: [{ from_port: 22, to_port: 22, protocol: 'tcp' }] }, actions: ['no-op'] }, 'aws_vpc_security_group_ingress_rule.a': rule } });
    expect(found(result, 'aws_security_group', 'a').body['ingress']).toHaveLength(1);
  });
});

describe('accounts, secrets and other providers', () => {
  test('a provider with an alias that assumes a role elsewhere has a scope of its own, and references say so', () => {
    const result = read({
      resources: { 'aws_vpc.main': vpc, 'aws_vpc_peering_connection_accepter.x': { provider: 'aws.other', unknown: { vpc_peering_connection_id: true, vpc_id: true }, expressions: { vpc_id: refer('aws_vpc.main.id') } } },
      providers: { aws: { name: 'aws', expressions: { region: refer('var.region') } }, 'aws.other': { name: 'aws', alias: 'other', expressions: { region: { constant_value: 'eu-west-1' }, assume_role: [{ role_arn: { constant_value: 'arn:aws:iam::222222222222:role/x' } }] } } },
      variables: { region: { value: 'eu-west-1' } },
    });
    const accepter = found(result, 'aws_vpc_peering_connection_accepter', 'x');
    expect(accepter.scope).toBe('222222222222/eu-west-1');
    expect(accepter.body['vpc_id']).toBe('${default!aws_vpc.main.id}');
  });

  test('another Region is a scope, another provider is none, and a role that is left out is another account', () => {
    const { resources } = read({
      resources: { 'aws_vpc.main': vpc, 'aws_acm_certificate.c': { provider: 'aws.us' }, 'aws_vpc.far': { values: { region: 'ap-south-1' } }, 'aws_vpc.bare': { provider: 'aws.bare' }, 'kubernetes_manifest.a': { provider: 'kubernetes', values: { manifest: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } } } } },
      providers: {
        aws: { name: 'aws', expressions: { region: { constant_value: 'eu-west-1' }, assume_role: [{ role_arn: { constant_value: 'arn:aws:iam::111111111111:role/x' } }] } },
        'aws.us': { name: 'aws', alias: 'us', expressions: { region: { constant_value: 'us-east-1' }, assume_role: [{ role_arn: { constant_value: 'arn:aws:iam::111111111111:role/x' } }] } },
        'aws.bare': { name: 'aws', alias: 'bare', expressions: { region: { constant_value: 'eu-west-1' } } },
        kubernetes: { name: 'kubernetes', expressions: {} },
      },
    });
    expect(Object.fromEntries(resources.map(({ name, scope }) => [name, scope]))).toEqual({ main: 'default', c: 'default/us-east-1', far: 'default/ap-south-1', bare: 'aws.bare/eu-west-1', a: 'default' });
  });

  test('sensitive values are in no body and in no text that is shown', () => {
    const result = read({ resources: { 'aws_vpc.main': { values: { cidr_block: '10.0.0.0/16', tags: { token: 'hush-hush' } }, sensitive: { tags: { token: true } } } }, variables: { password: { value: 'quiet-one' } }, more: { configuration: { root_module: { variables: { password: { sensitive: true, default: 'quiet-two' } } } } } });
    expect(JSON.stringify(found(result, 'aws_vpc', 'main').body)).not.toContain('hush');
    const text = result.files.get('plan.json')!;
    expect(text.includes('quiet-one') || text.includes('quiet-two')).toBe(false);
    expect(found(result, 'aws_vpc', 'main').body['unknown_after_apply']).toEqual(['tags.token']);
  });

  test('the name of an endpoint service that came through an SSM parameter still links two accounts', () => {
    const name = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60718';
    const result = read({ resources: { 'aws_vpc_endpoint.e': { values: { service_name: name, policy: 'x' }, sensitive: { service_name: true, policy: true } } } });
    expect(found(result, 'aws_vpc_endpoint', 'e').body).toEqual({ service_name: name, unknown_after_apply: ['policy'] });
  });

  test('objects that Terraform applies to a cluster are read as what they are', () => {
    const yaml = 'apiVersion: v1\nkind: Service\nmetadata: { name: b, namespace: shop }\n';
    const result = read({ resources: { 'kubernetes_manifest.a': { values: { manifest: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' }, spec: { ports: [{ port: 80 }] } } } }, 'kubectl_manifest.b': { values: { yaml_body: yaml } }, 'kubernetes_ingress_v1.c': {}, 'helm_release.d': { values: { name: 'd', chart: 'gateway', values: ['a: 1'] } }, 'random_id.e': {} } });
    expect(result.resources.map(({ type, name, namespace }) => [type, namespace, name])).toEqual([['Service', 'shop', 'a'], ['Service', 'shop', 'b'], ['helm_release', undefined, 'd']]);
    expect(patchOf(result.files, result.resources, [{ edit: 'set', of: result.resources[0]!, path: ['spec', 'ports', 0, 'port'], to: 8080 }]).patch).toBe('');
    expect(result.unread.map(({ reason }) => reason)).toEqual(["kubernetes_ingress_v1.c: of Terraform's providers for Kubernetes only kubernetes_manifest, kubectl_manifest and helm_release are read"]);
  });
});

describe('what is no plan that can be read', () => {
  const message = (text: string): readonly string[] => {
    const { problems, unread, resources } = read(text);
    expect(resources).toEqual([]);
    return [...problems.map((each) => each.message), ...unread.map(({ reason }) => reason)];
  };

  test('another version is told with what is read', () => {
    expect(message('{"format_version":"2.0","planned_values":{}}')).toEqual(['plan.json is not read: its format_version is "2.0", and 1.x is read (terraform show -json from Terraform 1.0 on; 0.1 and 0.2 of older ones)']);
    expect(message('{"version":3,"serial":1,"lineage":"x"}')[0]).toContain('it is a state of version 3, and version 4 is read');
  });

  test('a plan without its values, a state without anything, and messages of terraform plan -json', () => {
    expect(message('{"format_version":"1.2","configuration":{}}')[0]).toContain('is a plan without planned_values');
    expect(message('{"format_version":"1.0","terraform_version":"1.9.0"}')).toEqual(['a state of Terraform that holds nothing']);
    expect(message('{"@level":"info","@message":"Terraform 1.11.4","type":"version"}\n{"@level":"info","@message":"Plan: 1 to add","type":"change_summary"}\n')).toEqual(['these are the messages of terraform plan -json, and not the plan. Ask terraform plan -out=PLAN, then terraform show -json PLAN']);
  });

  test('a plan that ended with an error is read, and said to be a part', () => {
    const { problems, resources } = read({ resources: { 'aws_vpc.main': vpc }, more: { errored: true } });
    expect(resources).toHaveLength(1);
    expect(problems.map((each) => each.message)).toEqual(['plan.json is a plan that ended with an error: what Terraform had not come to is not in it']);
  });

  test('parts of other types are told where they stand, and the rest is read', () => {
    const { problems, resources } = read(JSON.stringify({ format_version: '1.2', planned_values: { root_module: { resources: [7, { type: 'aws_vpc' }, { type: 'aws_vpc', name: 'a', values: [] }, { type: 'aws_vpc', name: 'b', values: {} }], child_modules: [{ resources: [] }, 5] } }, resource_changes: 'x', configuration: 3 }));
    expect(resources.map(({ name }) => name)).toEqual(['b']);
    expect(problems.map((each) => [each.message.replace('plan.json: ', ''), each.at !== undefined])).toEqual([
      ['resource_changes is a list', true],
      ['a resource is an object with type, name and values', true],
      ['a resource needs type and name as Terraform takes them, and values as an object: this one is left out', true],
      ['a resource needs type and name as Terraform takes them, and values as an object: this one is left out', true],
      ['a module has no address, and what is in it is left out', true],
      ['a module has no address, and what is in it is left out', true],
    ]);
  });
});
