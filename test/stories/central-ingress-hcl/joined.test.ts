import { describe, expect, test } from 'vitest';
import { load, type Loaded } from '../../../src/cli/load.ts';
import { found, traced } from '../xnat/reading.ts';
import { rewritten, statesIn, type Rewritten } from './estates.ts';

const request = { url: 'https://app1.example.com/', from: '203.0.113.10' };
const [internet, connection, eks] = ['terraform/internet/main.tf', 'terraform/internet/connection/main.tf', 'terraform/eks/main.tf'];

/** The estate of Terraform's folders in which something is written otherwise. */
function changed<T>(changes: readonly Rewritten[], read: (loaded: Loaded) => T): Promise<T> {
  return rewritten('.', changes, async (copy) => read(await load([`${copy}/terraform`])));
}

const verdicts = (loaded: Loaded): readonly string[] => [...new Set(traced(loaded, request).trace.outcomes.map(({ verdict }) => ['status' in verdict ? verdict.status : verdict.kind, 'cause' in verdict ? verdict.cause : ''].join(' ').trim()))];
const notes = ({ problems }: Loaded): readonly string[] => problems.filter(({ name }) => name === 'not-worked-out').map(({ message }) => message);
const inState = (place: string, config: string): readonly Rewritten[] => [
  [eks, 'terraform {\n', `terraform {\n  ${place}\n`],
  [eks, /$/, '\noutput "name" {\n  value = aws_vpc_endpoint_service.nginx.service_name\n}\n'],
  [connection, 'data.aws_ssm_parameter.service_name.value', 'data.terraform_remote_state.eks.outputs.name'],
  [connection, /$/, `\ndata "terraform_remote_state" "eks" {\n  ${config}\n}\n`],
];

describe('two accounts are joined by the name of the endpoint service', () => {
  test.each([
    ['a parameter that is a document', [[eks, 'value    = aws_vpc_endpoint_service.nginx.service_name', 'value    = jsonencode({ name = aws_vpc_endpoint_service.nginx.service_name })'], [connection, 'data.aws_ssm_parameter.service_name.value', 'jsondecode(data.aws_ssm_parameter.service_name.value).name']]],
    ['a state in a bucket', inState('backend "s3" {\n    bucket = "states"\n    key    = "eks"\n  }', 'backend = "s3"\n  config = {\n    bucket = "states"\n    key    = "eks"\n  }')],
    ['a state at an address', inState('backend "http" {\n    address = "https://states.example.com/eks"\n  }', 'backend = "http"\n  config = {\n    address = "https://states.example.com/eks"\n  }')],
    ['a state file that a module names from its own folder', inState('', 'backend = "local"\n  config = {\n    path = "${path.module}/../../eks/terraform.tfstate"\n  }')],
    ['a state file that is named from where Terraform runs', inState('backend "local" {\n    path = "state/eks.tfstate"\n  }', 'backend = "local"\n  config = {\n    path = "../eks/state/eks.tfstate"\n  }')],
  ] satisfies readonly (readonly [string, readonly Rewritten[]])[])('through %s', async (_, changes) => {
    expect(await changed(changes, verdicts)).toEqual(['delivered']);
  });

  test('not through a parameter of another Region', async () => {
    const [answers, told] = await changed([[eks, 'alias  = "central"\n  region = "eu-west-1"', 'alias  = "central"\n  region = "us-east-1"']], (loaded) => [verdicts(loaded), notes(loaded)] as const);
    expect(answers).toEqual(['unresolved destination-unknown']);
    expect(told).toEqual(['data.aws_ssm_parameter.service_name is not worked out: aws_ssm_parameter.service_name writes the parameter vpces-service-name-connectionv1 in Region us-east-1, and it is read in Region eu-west-1']);
  });

  test('not by a data source that finds a service of which no input says more: nothing is claimed of it', async () => {
    const looked: readonly Rewritten[] = [[connection, 'data.aws_ssm_parameter.service_name.value', 'data.aws_vpc_endpoint_service.nginx.service_name'], [connection, /$/, '\ndata "aws_vpc_endpoint_service" "nginx" {\n  service_name = "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1"\n}\n']];
    expect(await changed(looked, (loaded) => [verdicts(loaded), statesIn(loaded)])).toEqual([['unresolved destination-unknown'], []]);
  });

  test('whoever writes the parameter of somebody else is told, also where only its own provider says its account', async () => {
    const other = 'provider "aws" {\n  region = "eu-west-1"\n  assume_role {\n    role_arn = "arn:aws:iam::111122223333:role/team-b"\n  }\n}\nresource "aws_ssm_parameter" "again" {\n  name      = "vpces-service-name-connectionv1"\n  type      = "String"\n  value     = "com.amazonaws.vpce.eu-west-1.vpce-svc-0b2"\n  overwrite = true\n}\n';
    const added: readonly Rewritten[] = [['terraform/team-b.tf', '', other], ['terraform/sallyport.yaml', '  - { path: eks,', '  - { path: team-b.tf }\n  - { path: eks,']];
    expect(await changed(added, statesIn)).toEqual(['error parameter-overwritten-silently team-b.tf:8']);
  });
});

describe('an endpoint of another account', () => {
  test('does not accept itself', async () => {
    const wanted: Rewritten = [eks, 'acceptance_required        = false', 'acceptance_required        = true'];
    const own: Rewritten = [connection, 'vpc_endpoint_type  = "Interface"', 'vpc_endpoint_type  = "Interface"\n  auto_accept        = true'];
    expect(await changed([wanted, own], verdicts)).toEqual(['504 endpoint-unavailable']);
    expect(await changed([wanted, own, [eks, 'arn:aws:iam::444455556666:role/eks-role', 'arn:aws:iam::111122223333:role/eks-role'], ['terraform/sallyport.yaml', 'eks, account: "444455556666"', 'eks, account: "111122223333"']], verdicts)).toEqual(['delivered']);
  });
});

describe('whoever is allowed to connect', () => {
  const principal = 'principal_arn           = "arn:aws:iam::111122223333:root"';
  const unsaid: readonly Rewritten[] = [['terraform/sallyport.yaml', ', account: "111122223333", region: eu-west-1', ''], ['terraform/sallyport.yaml', ', account: "444455556666", region: eu-west-1', '']];

  test('is not judged where the principal, or the account of the endpoint, is in no input', async () => {
    expect(await changed([[eks, principal, 'principal_arn           = "arn:aws:iam::${var.central}:root"'], [eks, /$/, 'variable "central" {}\n']], verdicts)).toEqual(['delivered']);
    const nobody: Rewritten = [eks, 'resource "aws_vpc_endpoint_service_allowed_principal" "central" {\n', 'resource "aws_vpc_endpoint_service_allowed_principal" "central" {\n  count                   = 0\n'];
    const roleless = (file: string, role: string): Rewritten => [file, new RegExp(`  assume_role \\{\n    role_arn = "arn:aws:iam::\\d+:role/${role}"\n  \\}\n`), ''];
    expect(await changed([...unsaid, nobody, roleless(internet, 'network-role'), roleless(eks, 'eks-role'), roleless(eks, 'parameter-role')], verdicts)).toEqual(['delivered']);
    expect(await changed([nobody], verdicts)).toEqual(['504 endpoint-unavailable']);
  });

  test('is judged by the accounts that the providers of the folders say', async () => {
    expect(await changed([...unsaid, [internet, '111122223333:role/network-role', '${var.account}:role/network-role'], [internet, /$/, 'variable "account" {\n  default = "999922223333"\n}\n'], [eks, '111122223333:role/parameter-role', '999922223333:role/parameter-role']], verdicts)).toEqual(['504 endpoint-unavailable']);
  });

  test('an accepter of another service accepts nothing here', async () => {
    const accepter = (service: string): readonly Rewritten[] => [[eks, 'acceptance_required        = false', 'acceptance_required        = true'], [eks, /$/, `variable "endpoint" {\n  type = string\n}\nresource "aws_vpc_endpoint_service" "other" {\n  acceptance_required = true\n}\nresource "aws_vpc_endpoint_connection_accepter" "one" {\n  vpc_endpoint_service_id = aws_vpc_endpoint_service.${service}.id\n  vpc_endpoint_id         = var.endpoint\n}\n`]];
    expect([await changed(accepter('nginx'), verdicts), await changed(accepter('other'), verdicts)]).toEqual([['delivered'], ['504 endpoint-unavailable']]);
  });
});

describe('the interfaces of an endpoint as targets', () => {
  const looked = 'data "aws_network_interface" "endpoint" {\n  count = 3\n  id    = tolist(aws_vpc_endpoint.service.network_interface_ids)[count.index]\n}';
  const filtered = (filter: string): string => `data "aws_network_interface" "endpoint" {\n  count = length(var.subnet_ids)\n  filter {\n    name   = "subnet-id"\n    values = [var.subnet_ids[count.index]]\n  }\n  filter {\n    ${filter}\n  }\n}`;

  test.each([
    ['their description', filtered('name   = "description"\n    values = ["VPC Endpoint Interface ${aws_vpc_endpoint.service.id}"]')],
    ['their ids', filtered('name   = "network-interface-id"\n    values = aws_vpc_endpoint.service.network_interface_ids')],
    ['a list of all of them', 'data "aws_network_interfaces" "all" {\n  filter {\n    name   = "description"\n    values = ["VPC Endpoint Interface ${aws_vpc_endpoint.service.id}"]\n  }\n}\n\ndata "aws_network_interface" "endpoint" {\n  count = 3\n  id    = data.aws_network_interfaces.all.ids[count.index]\n}'],
  ])('are found by %s', async (_, text) => {
    expect(await changed([[connection, looked, text]], verdicts)).toEqual(['delivered']);
  });

  test('that nothing among the inputs tells apart are not known, and nothing is claimed of them', async () => {
    expect(await changed([[connection, looked, filtered('name   = "interface-type"\n    values = ["vpc_endpoint"]')]], (loaded) => [verdicts(loaded), statesIn(loaded)])).toEqual([['unresolved destination-unknown'], []]);
  });

  test('are a set, which has no numbers', async () => {
    const told = await changed([[connection, 'tolist(aws_vpc_endpoint.service.network_interface_ids)', 'aws_vpc_endpoint.service.network_interface_ids']], ({ problems }) => problems.filter(({ name }) => name === 'plan-ends-with-error').map(({ message }) => message));
    expect(told).toEqual([expect.stringMatching(/^Invalid index: Elements of a set are identified only by their value/)]);
  });

  test('whose addresses are written down where nothing fixes them may be others: whether they are healthy is not known', async () => {
    const written: Rewritten = [connection, /count {12}= 3\n {2}target_group_arn = (.*)\n {2}target_id.*/, 'for_each         = toset(["10.12.10.10", "10.12.12.10"])\n  target_group_arn = $1\n  target_id        = each.key'];
    expect(await changed([written], (loaded) => found(loaded, 'health-check-fails-open'))).toEqual([]);
  });

  test('are counted once each, however many nodes of the load balancer ask them', async () => {
    const shut: Rewritten = [internet, 'resource "aws_vpc_security_group_egress_rule" "to_endpoints" {', 'resource "aws_vpc_security_group_egress_rule" "to_nobody" {\n  count                        = 0'];
    const [finding] = await changed([shut], (loaded) => found(loaded, 'health-check-fails-open'));
    expect(finding?.label).toBe('GET /healthz fails at all 3 targets');
  });
});
