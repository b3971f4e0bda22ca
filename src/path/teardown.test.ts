import { describe, expect, test } from 'vitest';
import { centralPlan, servicePlan } from '../../test/terraform/central.ts';
import { estateOf, type Estate } from '../resource/estate.ts';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { refusedFirst, teardownOf, type Teardown } from './teardown.ts';
import { readInputs } from '../formats/inputs.ts';
import { assumedRolesIn } from '../formats/hcl/modules/assumed-roles.ts';
import { readTexts } from '../formats/texts.ts';
import { embeddedIn } from '../formats/embedded.ts';
import { runControllers } from '../controllers/run.ts';

/** A resource as a folder of Terraform's files says it. */
function written(folder: string, scope: string, type: string, name: string, body: JsonObject): Resource {
  const file = folder.endsWith('.yaml') ? folder : `${folder}/main.tf`;
  return { scope, type, name, body: type.startsWith('aws_') ? { unknown_after_apply: [], ...body } : body, locate: () => ({ file, line: 1, column: 1, endLine: 1, endColumn: 1 }) };
}

const made = (...resources: readonly Resource[]): Estate => runControllers(estateOf(resources).estate).estate;
const names = ({ steps }: Teardown): readonly string[] => steps.map(({ stack }) => stack.name);

const [eks, central] = ['444455556666/eu-central-1', '111122223333/eu-central-1'];
/** The two accounts of a central ingress, as folders. */
const estate = made(
  written('eks/roles', eks, 'aws_iam_role', 'network', { name: 'network-role-eks' }),
  written('eks/networking', eks, 'aws_vpc', 'main', { cidr_block: '10.11.0.0/16' }),
  written('eks/networking/modules/vpc', eks, 'aws_subnet', 'module.vpc.a', { vpc_id: '${aws_vpc.main.id}', cidr_block: '10.11.0.0/21' }),
  written('eks/cluster', eks, 'aws_eks_cluster', 'main', { name: 'private', vpc_config: [{ subnet_ids: ['${aws_subnet.module.vpc.a.id}'] }] }),
  written('eks/plugin/nginx.yaml', eks, 'Service', 'nginx', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'nginx', namespace: 'ingress' }, spec: { type: 'LoadBalancer' } }),
  written('eks/plugin', eks, 'aws_lb', 'data.nlb', { name: 'a1b2' }),
  written('eks/plugin', eks, 'aws_vpc_endpoint_service', 'nginx', { acceptance_required: false, network_load_balancer_arns: ['${aws_lb.data.nlb.arn}'] }),
  written('eks/plugin', central, 'aws_ssm_parameter', 'name', { name: 'vpces-service-name-connectionv1', value: `\${${eks}!aws_vpc_endpoint_service.nginx.service_name}` }),
  written('central/networking', central, 'aws_ssm_parameter', 'data.service', { name: 'vpces-service-name-connectionv1' }),
  written('central/networking', central, 'aws_vpc_endpoint', 'connection', { vpc_endpoint_type: 'Interface', service_name: '${aws_ssm_parameter.data.service.value}' }),
  written('central/networking', central, 'aws_s3_bucket', 'logs', { bucket: 'logs' }),
  written('central/roles', central, 'aws_iam_role', 'network', { name: 'network-role-central' }),
);
const at = (file: string) => ({ file, line: 3, column: 5, endLine: 3, endColumn: 9 });
const roles = [{ role: 'network-role-central', at: at('central/networking/main.tf') }, { role: 'network-role-eks', at: at('eks/networking/main.tf') }, { role: 'network-role-eks', at: at('eks/plugin/main.tf') }];
const found = teardownOf(estate, roles);
const stack = (name: string) => found.steps.find((each) => each.stack.name === name)!.stack;

describe('two accounts go in the order in which nothing is in use any more', () => {
  test('the consumer of an endpoint service first, its cluster after the load balancer that Kubernetes made, networks and roles last', () => {
    expect(names(found)).toEqual(['central/networking', 'central/roles', 'eks/plugin', 'Service default/nginx', 'eks/cluster', 'eks/networking', 'eks/roles']);
    expect(found.ring).toEqual([]);
  });

  test('each step says what it waits for, in the words of who refuses', () => {
    expect(found.ties.filter(({ then }) => then.name === 'eks/plugin').map(({ text, says }) => `${text}: ${says}`)).toEqual([
      'aws_vpc_endpoint connection is connected to aws_vpc_endpoint_service nginx: ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!',
      "data.aws_ssm_parameter.service reads, on every run, aws_ssm_parameter name: Error: reading SSM Parameter: couldn't find resource",
    ]);
    expect(found.ties.filter(({ then }) => then.name === 'eks/roles').map(({ first, says }) => `${first.name}: ${says}`)).toEqual(['eks/networking: Error: Cannot assume IAM Role', 'eks/plugin: Error: Cannot assume IAM Role']);
    expect(found.steps[0]!.obstacles.map(({ first }) => first)).toEqual(['empty it, all versions too']);
  });

  test('an order that forgets the Service is refused at the subnets, where its load balancer still stands', () => {
    const forgetful = ['central/networking', 'central/roles', 'eks/plugin', 'eks/cluster'].map(stack);
    expect(refusedFirst(found, forgetful)).toMatchObject({ stack: { name: 'eks/cluster' }, ties: [{ first: { name: 'Service default/nginx' }, says: 'the load balancer stays, and no state of Terraform has it' }] });
    expect(refusedFirst(found, [stack('eks/plugin')])?.ties.map(({ first }) => first.name)).toEqual(['central/networking', 'central/networking']);
    expect(refusedFirst(found, found.steps.map((each) => each.stack))).toBeUndefined();
  });
});

test('plans of two accounts are put in order by the endpoint service', () => {
  const texts = [['central.json', centralPlan()], ['service.json', servicePlan()]].map(([name, plan]) => ({ name: name as string, text: JSON.stringify(plan), scope: 'default' }));
  const named = texts.map((text) => (text.name === 'central.json' ? { ...text, text: text.text.replaceAll('vpce-svc-0a1b2c3d4e5f60718', 'vpce-svc-1') } : { ...text, text: text.text.replace('"acceptance_required":false', '"acceptance_required":false,"service_name":"com.amazonaws.vpce.eu-west-1.vpce-svc-1"').replaceAll('"service_name":true,', '') }));
  expect(names(teardownOf(made(...readTexts(named).resources), []))).toEqual(['central.json', 'service.json']);
});

test('folders that hold each other have no order, and each one says why', () => {
  const ring = teardownOf(made(
    written('a', eks, 'aws_security_group', 'one', { name: 'one' }),
    written('a', eks, 'aws_vpc_security_group_ingress_rule', 'one', { security_group_id: '${aws_security_group.one.id}', referenced_security_group_id: '${aws_security_group.two.id}' }),
    written('b', eks, 'aws_security_group', 'two', { name: 'two' }),
    written('b', eks, 'aws_vpc_security_group_ingress_rule', 'two', { security_group_id: '${aws_security_group.two.id}', referenced_security_group_id: '${aws_security_group.one.id}' }),
  ), []);
  expect(ring.ring.map(({ name }) => name).sort()).toEqual(['a', 'b']);
  expect(ring.steps).toEqual([]);
});

describe('the published central ingress', () => {
  const root = 'examples/central-ingress/as-published';
  const readAll = async (): Promise<Teardown> => {
    const inputs = await readInputs([root]);
    return teardownOf(made(...inputs.resources, ...embeddedIn(inputs.resources, inputs.files, [])), assumedRolesIn(inputs.files));
  };
  const short = (name: string): string => name.replace(`${root}/`, '').replace(/\/terraform$/, '');

  test('goes in the order of its clean-up, with a step that it forgets', async () => {
    expect(names(await readAll()).map(short)).toEqual([
      'central-internet-acc-setup/networking-setup',
      'central-internet-acc-setup/roles',
      'eks-service-account/eks-cluster-setup/ingress-plugin-module',
      'Service ingress-nginx/ingress-nginx-controller',
      'eks-service-account/eks-cluster-setup/eks',
      'eks-service-account/networking-setup',
      'eks-service-account/roles',
    ]);
  });

  test('without that step the cluster goes, and the load balancer that it made stays in the subnets', async () => {
    const all = await readAll();
    const published = all.steps.map((step) => step.stack).filter(({ by }) => by === 'terraform');
    expect(refusedFirst(all, published)?.ties.map(({ text, at }) => `${text} ${at?.file.split('/').at(-1)}:${at?.line}`)).toEqual(['Service ingress-nginx/ingress-nginx-controller has a load balancer, which nobody takes away without module.eks.aws_eks_cluster.control-plane nginx.yaml:76']);
  });
});

test('what a module makes goes with the folder that calls it, wherever the module lies', () => {
  const module = (folder: string): Teardown => teardownOf(made(
    written('internet', central, 'aws_vpc', 'main', { cidr_block: '10.12.0.0/16' }),
    written('internet', central, 'aws_lb_listener_rule', 'app', { listener_arn: 'arn', action: [{ type: 'forward', target_group_arn: '${aws_lb_target_group.module.one.app.arn}' }] }),
    written(folder, central, 'aws_lb_target_group', 'module.one.app', { name: 'app', vpc_id: '${aws_vpc.main.id}' }),
    written(folder, central, 'aws_vpc_endpoint', 'module.one.service', { vpc_id: '${aws_vpc.main.id}', vpc_endpoint_type: 'Interface' }),
    written('eks', eks, 'aws_vpc', 'other', { cidr_block: '10.11.0.0/16' }),
  ), []);
  for (const folder of ['internet/connection', 'shared/connection', 'internet/modules/connection']) expect([...names(module(folder))].sort()).toEqual(['eks', 'internet']);
});
