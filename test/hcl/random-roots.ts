import { generator, type Generator } from '../fuzz/random.ts';
import { attributes, randomKeys, randomValue, written, type Declared, type Kind, type Named, type Shape, type Surroundings } from './random-expressions.ts';

/** A file of a random root module. */
export interface RootFile {
  readonly name: string;
  readonly text: string;
}

/** What is put together of one module. */
interface Module extends Surroundings {
  readonly named: Named[];
  readonly declared: Declared[];
  readonly blocks: string[];
  readonly folder: string;
  readonly files: RootFile[];
  readonly calls: string[];
  readonly deep: number;
}

/** What a module takes and hands out. */
interface Face {
  readonly inputs: readonly { readonly name: string; readonly shape: Shape; readonly optional: boolean }[];
  readonly outputs: readonly Named[];
}

const types: Readonly<Record<string, string>> = { text: 'string', number: 'number', bool: 'bool', texts: 'list(string)', 'texts by key': 'map(string)', entries: 'map(object({ name = string, port = optional(number, 80), open = optional(bool, true), hosts = optional(list(string), ["none"]) }))' };

const plainShapes: readonly Shape[] = ['text', 'number', 'bool', 'texts', 'texts by key', 'entries'];
const idShapes: readonly Shape[] = ['id vpc', 'id subnet', 'ids subnet', 'ids by key subnet', 'id group', 'ids group', 'id targets', 'ids by key targets'];

/** The files of a whole root module that Terraform takes; the same seed gives the same ones. */
export function randomRoot(seed: number): readonly RootFile[] {
  const random = generator(seed);
  const root: Module = { random, named: [], declared: [], blocks: [], folder: '', files: [], calls: [], deep: 0 };
  root.blocks.push(head(random));
  const values: string[] = [];
  for (let at = random.whole(4); at > 0; at--) variable(root, values);
  fill(root);
  root.files.push({ name: 'main.tf', text: `${root.blocks.join('\n')}\n` });
  if (values.length > 0) root.files.push({ name: 'terraform.tfvars', text: `${values.join('\n')}\n` });
  return root.files;
}

function head(random: Generator): string {
  const alias = random.once(3) ? '\nprovider "aws" {\n  alias  = "west"\n  region = "us-west-2"\n}' : '';
  return `terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\nprovider "aws" {\n  region = "eu-west-1"\n}${alias}`;
}

function variable(module: Module, values: string[]): void {
  const { random } = module;
  const shape = random.pick(plainShapes);
  const name = `v${module.named.length}`;
  const empty: Surroundings = { random, named: [], declared: [] };
  const given = shape === 'entries' ? { code: `{ a = { name = "n1" }, b = { name = 7, port = "81", open = false, hosts = ["h1", 2] } }`, keys: ['a', 'b'] } : randomLiteral(shape, empty);
  const isGiven = random.once(3);
  const fallback = isGiven && random.once(2) ? [] : [`  default = ${random.once(4) && shape === 'text' ? '"other"' : given.code}`];
  if (isGiven) values.push(`${name} = ${given.code}`);
  module.blocks.push(`variable "${name}" {\n${[random.once(5) ? '' : `  type    = ${types[shape]!}`, ...fallback].filter((line) => line !== '').join('\n')}\n}`.replace('{\n\n}', '{}'));
  module.named.push({ shape, ...given, code: `var.${name}` });
}

/** Without functions and names: what variables may be given. */
function randomLiteral(shape: Shape, { random }: Surroundings): { readonly code: string; readonly keys?: readonly string[]; readonly least?: number } {
  const text = (): string => JSON.stringify(random.pick(['edge', 'blue', 'x y', '80', '10.0.0.0/16', 'true']));
  switch (shape) {
    case 'number':
      return { code: random.pick(['1', '"2"', '443']) };
    case 'bool':
      return { code: random.pick(['true', 'false', '"true"']) };
    case 'texts':
      return { code: `[${text()}, ${text()}, "z"]`, least: 1 };
    case 'texts by key': {
      const all = randomKeys(random);
      return { code: written(all, text), keys: all };
    }
    default:
      return { code: text() };
  }
}

/** Locals, resources and module calls; later ones refer to earlier ones. */
function fill(module: Module): void {
  const { random } = module;
  // In a child most ids come from outside.
  for (const kind of ['vpc', 'subnet', 'group'] as const) if (module.deep === 0 || random.once(3)) resource(module, kind);
  for (let left = 4 + random.whole(8) - 2 * module.deep; left > 0; left--) {
    const step = random.whole(10);
    if (step < 4) local(module);
    else if (step < 9 || module.deep > 1) resource(module, random.pick(['vpc', 'subnet', 'group', 'balancer', 'targets', 'listener', 'table', 'rule', 'rule', 'attachment', 'endpoint', 'bucket', 'acl', 'groupRules']));
    else called(module);
  }
}

function local(module: Module): void {
  const { random } = module;
  const known = idShapes.filter((shape) => reachable(module, shape.split(' ').at(-1) as Kind));
  const shape = random.once(2) && known.length > 0 ? random.pick(known) : random.pick(plainShapes);
  const name = `l${module.named.length}`;
  const made = randomValue(shape, module);
  const heredoc = shape === 'text' && random.once(4);
  module.blocks.push(heredoc ? `locals {\n  ${name} = <<-EOT\n    name: \${${made.code}}\n      %{ for k, v in ${randomValue('texts by key', module).code} ~}\n      \${k}: \${v}\n    %{ endfor ~}\n    end\n  EOT\n}` : `locals {\n  ${name} = ${made.code}\n}`);
  module.named.push({ shape, ...made, code: `local.${name}` });
}

/** Whether something of the kind can be named there. */
function reachable(module: Module, kind: Kind): boolean {
  return module.declared.some((each) => each.kind === kind) || module.named.some(({ shape }) => shape === `id ${kind}`);
}

function resource(module: Module, wanted: string): void {
  const { random } = module;
  const needs = needed[wanted]!;
  for (const kind of needs) if (!reachable(module, kind)) resource(module, kind);
  const name = `r${module.blocks.length}`;
  const repeat = repeated(module);
  const inside: Surroundings = { ...module, named: [...module.named, ...repeat.names] };
  const value = (shape: Shape): string => randomValue(shape, inside).code;
  const maybe = (line: () => string): string => (random.once(2) ? line() : '');
  const [type, body] = bodies[wanted]!(value, maybe, random, inside);
  module.blocks.push(`resource "${type}" "${name}" {\n${[repeat.line, ...body].filter((line) => line !== '').map((line) => `  ${line}`).join('\n')}\n}`);
  if (wanted in attributes) module.declared.push({ kind: wanted as Kind, code: `${type}.${name}`, by: repeat.by, ...(repeat.keys === undefined ? {} : { keys: repeat.keys }), ...(repeat.least === undefined ? {} : { least: repeat.least }) });
}

interface Repeat {
  readonly by: Declared['by'];
  readonly line: string;
  readonly names: readonly Named[];
  readonly keys?: readonly string[];
  readonly least?: number;
}

function repeated(module: Module): Repeat {
  const { random } = module;
  const none: Repeat = { by: 'single', line: '', names: [] };
  const key: Named = { shape: 'text', code: 'each.key' };
  switch (random.whole(9)) {
    case 0: {
      const least = 1 + random.whole(3);
      return { by: 'count', line: `count = ${random.once(2) ? String(least) : `length([${Array.from({ length: least }, () => '"x"').join(', ')}])`}`, names: [{ shape: 'number', code: 'count.index' }], least };
    }
    case 1: {
      const keys = randomKeys(random);
      return { by: 'for_each', line: `for_each = toset(${JSON.stringify(keys)})`, names: [key, { shape: 'text', code: 'each.value' }], keys };
    }
    case 2: {
      const of = randomValue('entries', module);
      return of.keys === undefined ? none : { by: 'for_each', line: `for_each = ${of.code}`, names: [key, { shape: 'text', code: 'each.value.name' }, { shape: 'number', code: 'each.value.port' }, { shape: 'texts', code: 'each.value.hosts' }], keys: of.keys };
    }
    case 3: {
      const with_each = module.declared.filter(({ by, kind }) => by === 'for_each' && kind !== 'listener');
      if (with_each.length === 0) return none;
      const of = random.pick(with_each);
      return { by: 'for_each', line: `for_each = ${of.code}`, names: [key, { shape: `id ${of.kind}`, code: `each.value.${attributes[of.kind]}` }], keys: of.keys! };
    }
    case 4: {
      const kind = random.pick(['subnet', 'group', 'targets'] as const);
      const of = reachable(module, kind) ? randomValue(`ids by key ${kind}`, module) : undefined;
      return of?.keys === undefined ? none : { by: 'for_each', line: `for_each = ${of.code}`, names: [key, { shape: `id ${kind}`, code: 'each.value' }], keys: of.keys };
    }
    default:
      return none;
  }
}

const needed: Readonly<Record<string, readonly Kind[]>> = { vpc: [], subnet: ['vpc'], group: ['vpc'], balancer: ['subnet', 'group'], targets: ['vpc'], listener: ['balancer', 'targets'], table: ['vpc'], rule: ['group'], attachment: ['targets'], endpoint: ['vpc', 'subnet', 'group'], bucket: ['vpc', 'balancer'], acl: ['balancer'], groupRules: ['vpc', 'group'] };

type Body = (value: (shape: Shape) => string, maybe: (line: () => string) => string, random: Generator, inside: Surroundings) => readonly [string, readonly string[]];

const bodies: Readonly<Record<string, Body>> = {
  vpc: (value, maybe) => ['aws_vpc', [`cidr_block = "10.0.0.0/16"`, maybe(() => `enable_dns_hostnames = ${value('bool')}`), maybe(() => `tags = ${value('texts by key')}`)]],
  subnet: (value, maybe) => ['aws_subnet', [`vpc_id = ${value('id vpc')}`, `cidr_block = cidrsubnet("10.0.0.0/16", 8, ${value('number')} % 200)`, maybe(() => `availability_zone = ${value('text')}`), maybe(() => `tags = { Name = ${value('text')} }`)]],
  group: (value, maybe) => ['aws_security_group', [`vpc_id = ${value('id vpc')}`, maybe(() => `name = ${value('text')}`), maybe(() => `description = ${value('text')}`)]],
  groupRules: (value, maybe) => ['aws_security_group', [`vpc_id = ${value('id vpc')}`, `ingress {\n    from_port = ${value('number')}\n    to_port = 443\n    protocol = "tcp"\n    security_groups = ${value('ids group')}\n  }`, maybe(() => `dynamic "ingress" {\n    for_each = ${value('entries')}\n    content {\n      from_port = ingress.value.port\n      to_port = ingress.value.port\n      protocol = "tcp"\n      description = ingress.key\n      cidr_blocks = ["10.0.0.0/8"]\n    }\n  }`)]],
  table: (value) => ['aws_route_table', [`vpc_id = ${value('id vpc')}`, `tags = ${value('texts by key')}`]],
  balancer: (value, maybe, random) => ['aws_lb', [`name = ${value('text')}`, `internal = ${value('bool')}`, random.once(2) ? `subnets = ${value('ids subnet')}` : `dynamic "subnet_mapping" {\n    for_each = ${value('ids by key subnet')}\n    iterator = zone\n    content {\n      subnet_id = zone.value\n    }\n  }`, maybe(() => `security_groups = ${value('ids group')}`)]],
  targets: (value, maybe) => ['aws_lb_target_group', [`port = ${value('number')}`, `protocol = "HTTP"`, `vpc_id = ${value('id vpc')}`, maybe(() => `name = ${value('text')}`), maybe(() => `health_check {\n    path = "/\${${value('text')}}"\n    matcher = ${value('number')}\n  }`)]],
  listener: (value, _, random) => ['aws_lb_listener', [`load_balancer_arn = ${value('id balancer')}`, `port = ${value('number')}`, random.once(2) ? `default_action {\n    type = "forward"\n    target_group_arn = ${value('id targets')}\n  }` : `default_action {\n    type = "fixed-response"\n    fixed_response {\n      content_type = "text/plain"\n      status_code = ${value('number')}\n      message_body = ${value('text')}\n    }\n  }`]],
  rule: (value, _, random) => [random.once(2) ? 'aws_vpc_security_group_ingress_rule' : 'aws_vpc_security_group_egress_rule', [`security_group_id = ${value('id group')}`, `from_port = ${value('number')}`, `to_port = 90`, `ip_protocol = "tcp"`, random.once(2) ? `cidr_ipv4 = "10.0.0.0/8"` : `referenced_security_group_id = ${value('id group')}`]],
  attachment: (value, maybe) => ['aws_lb_target_group_attachment', [`target_group_arn = ${value('id targets')}`, `target_id = "10.0.0.\${${value('number')}}"`, maybe(() => `port = ${value('number')}`)]],
  endpoint: (value, maybe) => ['aws_vpc_endpoint', [`vpc_id = ${value('id vpc')}`, `service_name = "com.amazonaws.\${${value('text')}}"`, `vpc_endpoint_type = "Interface"`, `subnet_ids = ${value('ids subnet')}`, maybe(() => `security_group_ids = ${value('ids group')}`), maybe(() => `policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ${value('texts')}, Resource = "*", Condition = { StringEquals = ${value('texts by key')} } }] })`)]],
  bucket: (value) => ['aws_iam_policy', [`name = ${value('text')}`, `policy = jsonencode({ Version = "2012-10-17", Statement = [for k, e in ${value('entries')} : { Sid = k, Effect = e.open ? "Allow" : "Deny", Resource = ${value('id balancer')} }] })`]],
  acl: (value) => ['aws_wafv2_web_acl', [`name = ${value('text')}`, `scope = "REGIONAL"`, `default_action {\n    allow {}\n  }`, `visibility_config {\n    cloudwatch_metrics_enabled = ${value('bool')}\n    metric_name = "m"\n    sampled_requests_enabled = false\n  }`, `dynamic "rule" {\n    for_each = ${value('texts')}\n    content {\n      name = rule.value\n      priority = rule.key\n      action {\n        dynamic "block" {\n          for_each = rule.key > 0 ? [1] : []\n          content {}\n        }\n        dynamic "count" {\n          for_each = rule.key > 0 ? [] : [1]\n          content {}\n        }\n      }\n      statement {\n        rate_based_statement {\n          limit = 100 + rule.key\n          aggregate_key_type = "IP"\n        }\n      }\n      visibility_config {\n        cloudwatch_metrics_enabled = true\n        metric_name = "m\${rule.key}"\n        sampled_requests_enabled = false\n      }\n    }\n  }`]],
};

/** Calls a module that is made for it, once or by keys, and takes what it hands out. */
function called(module: Module): void {
  const { random } = module;
  const name = `m${module.blocks.length}`;
  const folder = `${module.folder}${name}`;
  const face = child(module, folder);
  const repeat = repeated(module);
  const inside: Surroundings = { ...module, named: [...module.named, ...repeat.names] };
  const given = face.inputs.filter(({ optional }) => !optional || random.once(2)).map((each) => `${each.name} = ${randomValue(each.shape, inside).code}`);
  const west = module.deep === 0 && module.blocks[0]!.includes('"west"') && random.once(2) ? 'providers = { aws = aws.west }' : '';
  module.blocks.push(`module "${name}" {\n${[`source = "./${name}"`, repeat.line, west, ...given].filter((line) => line !== '').map((line) => `  ${line}`).join('\n')}\n}`);
  for (const output of face.outputs) {
    if (repeat.by === 'single') module.named.push({ ...output, code: `module.${name}.${output.code}` });
    else {
      const one = repeat.by === 'count' ? `module.${name}[0]` : `module.${name}[${JSON.stringify(repeat.keys![0])}]`;
      module.named.push({ ...output, code: `${one}.${output.code}` });
      const id = /^id (.*)$/.exec(output.shape)?.[1] as Kind | undefined;
      if (id !== undefined) module.named.push({ shape: `ids ${id}`, code: repeat.by === 'count' ? `module.${name}[*].${output.code}` : `[for k, m in module.${name} : m.${output.code}]` });
      if (id !== undefined && repeat.by === 'for_each') module.named.push({ shape: `ids by key ${id}`, code: `{ for k, m in module.${name} : k => m.${output.code} }`, keys: repeat.keys! });
    }
  }
}

function child(around: Module, folder: string): Face {
  const { random } = around;
  const inner: Module = { random, named: [], declared: [], blocks: ['terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}'], folder: `${folder}/`, files: around.files, calls: around.calls, deep: around.deep + 1 };
  const shapes = [...plainShapes.filter(() => random.once(3)), ...idShapes.filter((shape) => reachable(around, shape.split(' ').at(-1) as Kind) && random.once(3))];
  const inputs = shapes.map((shape, at) => ({ name: `i${at}`, shape, optional: shape in types && shape !== 'entries' && random.once(3) }));
  for (const { name, shape, optional } of inputs) {
    const type = types[shape] ?? (shape.startsWith('ids by key') ? 'map(string)' : shape.startsWith('ids') ? random.pick(['list(string)', 'list(string)', 'any']) : 'string');
    inner.blocks.push(`variable "${name}" {\n  type = ${type}\n${optional ? `  default = ${randomLiteral(shape, inner).code}\n` : ''}}`);
    inner.named.push({ shape, code: `var.${name}` });
  }
  fill(inner);
  const known = [...plainShapes, ...idShapes].filter((shape) => (shape in types || reachable(inner, shape.split(' ').at(-1) as Kind)) && random.once(3));
  const outputs = known.map((shape, at): Named => {
    const made = randomValue(shape, inner);
    inner.blocks.push(`output "o${at}" {\n  value = ${made.code}\n}`);
    return { shape, code: `o${at}` };
  });
  around.files.push({ name: `${folder}/main.tf`, text: `${inner.blocks.join('\n')}\n` });
  around.calls.push(folder);
  return { inputs, outputs };
}
