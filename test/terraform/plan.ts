import type { Json, JsonObject } from '../../src/resource/resource.ts';

/** One resource of a plan under test: `aws_subnet.pub["a"]`, `data.aws_vpc.main`, `module.net.aws_subnet.pub[0]`. */
export interface Planned {
  readonly values?: JsonObject;
  readonly unknown?: JsonObject;
  readonly expressions?: JsonObject;
  readonly each?: JsonObject;
  readonly sensitive?: JsonObject;
  readonly actions?: readonly string[];
  readonly provider?: string;
}

/** A module's call and outputs, by its address without indices. */
export interface Module {
  readonly expressions?: JsonObject;
  readonly outputs?: { readonly [name: string]: readonly string[] };
  readonly each?: JsonObject;
}

export interface Given {
  readonly resources: { readonly [address: string]: Planned };
  readonly modules?: { readonly [address: string]: Module };
  readonly providers?: JsonObject;
  /** Data sources that were looked up while planning. */
  readonly looked?: { readonly [address: string]: JsonObject };
  readonly variables?: JsonObject;
  readonly more?: JsonObject;
}

/** `{ references }` as Terraform lists them: every reference, and what it is a part of. */
export function refer(...references: readonly string[]): JsonObject {
  return { references: references.flatMap((each) => [each, ...(/^((?:data\.)?(?:module\.)?[\w-]+\.[\w-]+)(?:\[[^\]]*\])?\.[\w-]+$/.exec(each)?.slice(1, 2) ?? [])]) };
}

/** A plan as `terraform show -json` prints it. */
export function planOf({ resources, modules = {}, providers = {}, looked = {}, variables = {}, more = {} }: Given): JsonObject {
  const all = Object.entries(resources).map(([address, planned]) => ({ ...partsOf(address), address, planned }));
  const kept = all.filter(({ planned }) => planned.actions?.includes('delete') !== true || planned.actions.length > 1);
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    variables,
    planned_values: { root_module: moduleOf('', kept.map(({ planned, ...parts }) => ({ ...parts, values: planned.values ?? {}, sensitive: planned.sensitive ?? {} }))) },
    resource_changes: all.map(({ address, module, mode, type, name, key, planned }) => ({ address, ...(module === '' ? {} : { module_address: module }), mode, type, name, ...(key === undefined ? {} : { index: key }), change: { actions: planned.actions ?? ['create'], before: null, after: planned.values ?? null, after_unknown: planned.unknown ?? {} } })),
    prior_state: { format_version: '1.0', values: { root_module: moduleOf('', Object.entries(looked).map(([address, values]) => ({ ...partsOf(address), address, values, sensitive: {} }))) } },
    configuration: { provider_config: { aws: { name: 'aws', full_name: 'registry.terraform.io/hashicorp/aws' }, ...providers }, root_module: configurationOf('', all, modules) },
    ...more,
  };
}

type Parts = ReturnType<typeof partsOf> & { readonly address: string };

function partsOf(address: string): { readonly module: string; readonly mode: string; readonly type: string; readonly name: string; readonly key?: string | number } {
  const [, module = '', data, type = '', name = '', key] = /^((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*)(data\.)?([\w-]+)\.([\w-]+)(?:\[(.*)\])?$/.exec(address) ?? [];
  return { module: module.replace(/\.$/, ''), mode: data === undefined ? 'managed' : 'data', type, name, ...(key === undefined ? {} : { key: JSON.parse(key) as string | number }) };
}

function moduleOf(own: string, all: readonly (Parts & { readonly values: JsonObject; readonly sensitive: JsonObject })[]): JsonObject {
  const depth = own === '' ? 1 : own.split('module.').length;
  const inner = [...new Set(all.map(({ module }) => module.split(/\.(?=module\.)/).slice(0, depth).join('.')).filter((module) => module !== own && module.startsWith(own) && module !== ''))];
  return {
    ...(own === '' ? {} : { address: own }),
    resources: all.filter(({ module }) => module === own).map(({ address, mode, type, name, key, values, sensitive }) => ({ address, mode, type, name, ...(key === undefined ? {} : { index: key }), provider_name: 'registry.terraform.io/hashicorp/aws', schema_version: 0, values, sensitive_values: sensitive })),
    ...(inner.length === 0 ? {} : { child_modules: inner.map((module) => moduleOf(module, all.filter((each) => each.module === module || each.module.startsWith(`${module}.`)))) }),
  };
}

function configurationOf(own: string, all: readonly (Parts & { readonly planned: Planned })[], modules: NonNullable<Given['modules']>): JsonObject {
  const plain = (module: string): string => module.replace(/\[[^\]]*\]/g, '');
  const here = all.filter(({ module }) => plain(module) === own);
  const depth = own === '' ? 1 : own.split('module.').length;
  const calls = [...new Set([...all.map(({ module }) => plain(module)), ...Object.keys(modules)].filter((module) => module !== own && module.startsWith(own === '' ? 'module.' : `${own}.module.`)).map((module) => module.split(/\.(?=module\.)/).slice(0, depth).join('.')))];
  const outputs = Object.entries(modules[own]?.outputs ?? {});
  return {
    ...(outputs.length === 0 ? {} : { outputs: Object.fromEntries(outputs.map(([name, references]): [string, Json] => [name, { expression: refer(...references) }])) }),
    resources: [...new Map(here.map((each) => [`${each.mode} ${each.type} ${each.name}`, each])).values()].map(({ mode, type, name, key, planned }) => ({
      address: `${mode === 'data' ? 'data.' : ''}${type}.${name}`, mode, type, name, provider_config_key: planned.provider ?? 'aws', expressions: planned.expressions ?? {}, schema_version: 0,
      ...(key === undefined ? {} : typeof key === 'number' ? { count_expression: planned.each ?? {} } : { for_each_expression: planned.each ?? {} }),
    })),
    ...(calls.length === 0 ? {} : { module_calls: Object.fromEntries(calls.map((module): [string, Json] => [module.split('.').at(-1)!, { source: './x', expressions: modules[module]?.expressions ?? {}, ...(modules[module]?.each === undefined ? {} : { for_each_expression: modules[module]!.each! }), module: configurationOf(module, all, modules) }])) }),
  };
}
