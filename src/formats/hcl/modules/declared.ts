import type { SourceFile } from '../../source.ts';
import type { DeclaredAttribute, DeclaredBlock } from '../instances/instance.ts';
import { near } from '../values/near.ts';
import { overridden } from './override.ts';
import type { Report } from '../values/scope.ts';
import type { Block, HclFile } from '../syntax/syntax.ts';

/** What the files of one folder declare, override files merged. */
export interface Declared {
  /** As shown; `.` for where the command runs. */
  readonly folder: string;
  readonly files: readonly HclFile[];
  readonly variables: ReadonlyMap<string, DeclaredBlock>;
  readonly locals: ReadonlyMap<string, DeclaredAttribute>;
  readonly outputs: ReadonlyMap<string, DeclaredBlock>;
  /** `resource` blocks by `TYPE.NAME`. */
  readonly managed: ReadonlyMap<string, DeclaredBlock>;
  /** `data` blocks by `TYPE.NAME`. */
  readonly data: ReadonlyMap<string, DeclaredBlock>;
  readonly calls: ReadonlyMap<string, DeclaredBlock>;
  /** `provider` blocks by `aws` or `aws.ALIAS`. */
  readonly providers: ReadonlyMap<string, DeclaredBlock>;
  readonly settings: readonly DeclaredBlock[];
}

/** Blocks with a name, by their type: how many labels they have, and what Terraform calls a second one of the same name. */
const kinds: Readonly<Record<string, { readonly labels: number; readonly called: string }>> = {
  variable: { labels: 1, called: 'variable' },
  output: { labels: 1, called: 'output' },
  module: { labels: 1, called: 'module call' },
  resource: { labels: 2, called: 'resource' },
  data: { labels: 2, called: 'data' },
  provider: { labels: 1, called: 'provider configuration' },
};

/** Blocks that are read, or say nothing about what there will be. */
const others: ReadonlySet<string> = new Set(['locals', 'terraform', 'moved', 'import', 'check', 'removed', 'ephemeral', 'action', 'language']);

type Named = Record<string, Map<string, DeclaredBlock>>;

/** Puts the files of a folder together, as Terraform does: override files last, into what is there. */
export function declaredIn(folder: string, files: readonly HclFile[], report: Report): Declared {
  const ordered = files.toSorted((a, b) => (a.file.name < b.file.name ? -1 : 1));
  const named: Named = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, new Map<string, DeclaredBlock>()]));
  const locals = new Map<string, DeclaredAttribute>();
  const settings: DeclaredBlock[] = [];
  for (const override of [false, true]) {
    for (const { file, body } of ordered) {
      if (isOverride(file.name) !== override) continue;
      for (const attribute of body.attributes) report({ name: 'plan-ends-with-error', severity: 'error', message: `Unsupported argument: An argument named "${attribute.name}" is not expected here.`, file, span: attribute.nameSpan });
      for (const block of body.blocks) topLevel(file, block, override, { named, locals, settings }, report);
    }
  }
  const { variable, output, module, resource, data, provider } = named as { readonly [kind: string]: Map<string, DeclaredBlock> };
  return { folder, files: ordered, variables: variable!, outputs: output!, calls: module!, managed: resource!, data: data!, providers: provider!, locals, settings };
}

interface Into {
  readonly named: Named;
  readonly locals: Map<string, DeclaredAttribute>;
  readonly settings: DeclaredBlock[];
}

function topLevel(file: SourceFile, block: Block, override: boolean, { named, locals, settings }: Into, report: Report): void {
  const refuse = (message: string): void => report({ name: 'plan-ends-with-error', severity: 'error', message, file, span: block.typeSpan });
  if (block.type === 'locals') {
    if (block.labels.length > 0) refuse('Extraneous label for locals: No labels are expected for locals blocks.');
    for (const inner of block.body.blocks) report({ name: 'plan-ends-with-error', severity: 'error', message: `Unexpected "${inner.type}" block: Blocks are not allowed here.`, file, span: inner.typeSpan });
    for (const attribute of block.body.attributes) {
      const earlier = locals.get(attribute.name);
      if (earlier !== undefined && !override) report({ name: 'plan-ends-with-error', severity: 'error', message: `Duplicate local value definition: A local value named "${attribute.name}" was already defined at ${place(earlier.file, earlier.attribute.start)}. Local value names must be unique within a module.`, file, span: attribute.nameSpan });
      else if (earlier === undefined && override) report({ name: 'plan-ends-with-error', severity: 'error', message: noBase('local', attribute.name), file, span: attribute.nameSpan });
      else locals.set(attribute.name, { file, attribute });
    }
    return;
  }
  if (block.type === 'terraform') return void settings.push({ file, block });
  const kind = kinds[block.type];
  if (kind === undefined) {
    if (!others.has(block.type)) refuse(`Unsupported block type: Blocks of type "${block.type}" are not expected here.${near(block.type, [...Object.keys(kinds), ...others])}`);
    return;
  }
  if (block.labels.length !== kind.labels) return refuse(block.labels.length < kind.labels ? `Missing name for ${block.type}: All ${block.type} blocks must have ${kind.labels} label${kind.labels === 1 ? '' : 's'} (${kind.labels === 2 ? 'type, name' : 'name'}).` : `Extraneous label for ${block.type}: Only ${kind.labels} label${kind.labels === 1 ? '' : 's'} (${kind.labels === 2 ? 'type, name' : 'name'}) are expected for ${block.type} blocks.`);
  const key = keyOf(block);
  const known = named[block.type]!;
  const earlier = known.get(key);
  // Providers alone may be configured in an override file first.
  if (earlier === undefined && override && block.type !== 'provider') refuse(noBase(block.type, key));
  else if (earlier === undefined) known.set(key, { file, block });
  else if (override) known.set(key, { file: earlier.file, block: { ...earlier.block, body: overridden(earlier.block.body, block.body, file) } });
  else refuse(twice(block, key, kind.called, place(earlier.file, earlier.block.start)));
}

function keyOf(block: Block): string {
  const alias = block.type === 'provider' ? block.body.attributes.find(({ name }) => name === 'alias')?.value : undefined;
  const labels = block.labels.map(({ text }) => text).join('.');
  return alias?.kind === 'literal' ? `${labels}.${String(alias.value)}` : labels;
}

function twice(block: Block, key: string, called: string, where: string): string {
  switch (block.type) {
    case 'resource':
    case 'data':
      return `Duplicate ${called} "${block.labels[0]!.text}" configuration: A ${block.labels[0]!.text} ${block.type === 'data' ? 'data resource' : 'resource'} named "${block.labels[1]!.text}" was already declared at ${where}. Resource names must be unique per type in each module.`;
    case 'module':
      return `Duplicate module call: A module call named "${key}" was already defined at ${where}. Module calls must have unique names within a module.`;
    case 'provider':
      return `Duplicate provider configuration: A ${key.includes('.') ? `provider configuration for "${key}"` : `default (non-aliased) provider configuration for "${key}"`} was already given at ${where}. ${key.includes('.') ? 'Each configuration for the same provider must have a distinct alias.' : 'If multiple configurations are required, set the "alias" argument for alternative configurations.'}`;
    case 'output':
      return `Duplicate output definition: An output named "${key}" was already defined at ${where}. Output names must be unique within a module.`;
    default:
      return `Duplicate variable declaration: A variable named "${key}" was already declared at ${where}. Variable names must be unique within a module.`;
  }
}

/** What an override file is to change and is not there, in Terraform's words (internal/configs/module.go). */
function noBase(kind: string, key: string): string {
  const name = key.slice(key.indexOf('.') + 1);
  const [type] = key.split('.');
  switch (kind) {
    case 'resource':
      return `Missing resource to override: There is no ${type} resource named "${name}". An override file can only override a resource block defined in a primary configuration file.`;
    case 'data':
      return `Missing data resource to override: There is no ${type} data resource named "${name}". An override file can only override a data block defined in a primary configuration file.`;
    case 'module':
      return `Missing module call to override: There is no module call named "${key}". An override file can only override a module call that was defined in a primary configuration file.`;
    case 'output':
      return `Missing base output definition to override: There is no output named "${key}". An override file can only override an output that was already defined in a primary configuration file.`;
    case 'local':
      return `Missing base local value definition to override: There is no local value named "${key}". An override file can only override a local value that was already defined in a primary configuration file.`;
    default:
      return `Missing base variable declaration to override: There is no variable named "${key}". An override file can only override a variable that was already declared in a primary configuration file.`;
  }
}

function isOverride(name: string): boolean {
  return /(?:^|[\\/]|_)override\.tf(?:\.json)?$/.test(name);
}

function place(file: SourceFile, offset: number): string {
  const { line } = file.position(offset, offset);
  return `${file.name}:${line}`;
}
