import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rootFolder } from '../../../test/sources.ts';
import { isObject, keyOf, type Identity, type Json, type Resource } from '../../resource/resource.ts';
import { readInputs } from '../inputs.ts';
import { readTexts } from '../texts.ts';

const example = join(rootFolder(), 'examples/central-ingress');

/** What a body says: without blocks that nobody wrote, which plans repeat as empty lists, and without what apply tells. */
function said(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(said);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key, member]) => key !== 'unknown_after_apply' && !(Array.isArray(member) && member.length === 0)).map(([key, member]) => [key, said(member)]));
}

function nameOf({ type, name }: Identity): string {
  return `${type} ${name}`;
}

function unknownIn({ body }: Resource): readonly string[] {
  return (body['unknown_after_apply'] as readonly string[] | undefined) ?? [];
}

test('resource by resource, the folders say what the plans of them say', async () => {
  const [planned, written] = await Promise.all(['plan', 'terraform'].map(async (form) => readInputs([join(example, form)])));
  expect(written!.problems).toEqual([]);
  const found = new Map(written!.resources.map((each) => [keyOf(each), each]));
  const differing: string[] = [];
  for (const plan of planned!.resources) {
    const own = found.get(keyOf(plan));
    found.delete(keyOf(plan));
    if (own === undefined) differing.push(`${nameOf(plan)} is not there`);
    else {
      const [a, b] = [said(plan.body), said(own.body)] as { readonly [key: string]: Json }[];
      for (const key of new Set([...Object.keys(a!), ...Object.keys(b!)])) if (JSON.stringify(sorted(a![key])) !== JSON.stringify(sorted(b![key]))) differing.push(`${nameOf(plan)}: ${key} is ${JSON.stringify(b![key])}`);
      differing.push(...unknownIn(plan).filter((each) => !unknownIn(own).includes(each)).map((each) => `${nameOf(plan)}: ${each} is known`));
    }
  }
  expect(differing).toEqual([
    // The parameter is written by the other folder: what it holds is said at once, and a plan knows it when it is applied.
    'aws_vpc_endpoint module.connectionv1.service: service_name is "${444455556666/eu-west-1!aws_vpc_endpoint_service.nginx.service_name}"',
    // What a data source finds among the folders is there under its own name, and not a second time.
    'aws_network_interface module.connectionv1.data.endpoint[0] is not there',
    'aws_network_interface module.connectionv1.data.endpoint[1] is not there',
    'aws_network_interface module.connectionv1.data.endpoint[2] is not there',
    'aws_ssm_parameter module.connectionv1.data.service_name is not there',
  ]);
  expect([...found.values()].map(nameOf)).toEqual([]);
});

/** Members of objects in the order of their names. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => sorted(each)!);
  return isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sorted(member)!])) : value;
}

test('every attribute leads to the line that says it', async () => {
  const { resources } = await readInputs([join(example, 'terraform')]);
  const at = (name: string, ...path: readonly (string | number)[]): string => {
    const { file, line, column } = resources.find((each) => nameOf(each) === name)!.locate(path)!;
    return `${file.slice(example.length + 1)}:${line}:${column}`;
  };
  expect(at('aws_lb central')).toBe('terraform/internet/main.tf:211:1');
  expect(at('aws_lb central', 'access_logs', 0, 'prefix')).toBe('terraform/internet/main.tf:221:15');
  expect(at('aws_lb_listener https', 'default_action', 0, 'fixed_response', 0, 'status_code')).toBe('terraform/internet/main.tf:243:22');
  expect(at('aws_acm_certificate example', 'subject_alternative_names', 0)).toBe('terraform/internet/main.tf:228:32');
  expect(at('aws_lb_target_group module.connectionv1.app1', 'health_check', 0, 'interval')).toBe('terraform/internet/connection/main.tf:45:27');
  expect(at('aws_vpc workloads', 'arn')).toBe('terraform/eks/main.tf:41:1');
});

test('what an override file says stands in the place of the rest, and leads to its own lines', () => {
  const { resources, problems } = readTexts([
    { name: 'main.tf', scope: 'default', text: 'resource "aws_lb" "main" {\n  name     = "a"\n  internal = true\n  access_logs {\n    bucket = "one"\n  }\n}\n' },
    { name: 'x_override.tf', scope: 'default', text: '# ours\nresource "aws_lb" "main" {\n  internal = "false"\n  access_logs {\n    bucket = "two"\n  }\n}\n' },
  ]);
  expect(problems).toEqual([]);
  const [balancer] = resources;
  expect(balancer!.body).toMatchObject({ name: 'a', internal: false, access_logs: [{ bucket: 'two' }] });
  expect(balancer!.locate(['internal'])).toMatchObject({ file: 'x_override.tf', line: 3, column: 14 });
  expect(balancer!.locate(['access_logs', 0, 'bucket'])).toMatchObject({ file: 'x_override.tf', line: 5, column: 14 });
  expect(balancer!.locate(['name'])).toMatchObject({ file: 'main.tf', line: 2, column: 14 });
});
