import type { Declared } from '../modules/declared.ts';
import type { DeclaredBlock } from '../instances/instance.ts';
import { argumentOfBlock } from '../modules/variables.ts';
import { textOfTraversal } from '../syntax/traversal.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { ModuleInstance } from '../modules/world.ts';
import type { Report } from '../values/scope.ts';
import { headSpan } from './mentions.ts';

/** Tells of provider configurations with an alias that a module names, or has to be handed, and nobody makes (terraform 1.11.4). */
export function providersChecked({ declared, steps, call }: ModuleInstance, folderOf: (call: string) => Declared | undefined, report: Report): void {
  const own = configurationsIn(declared);
  const has = (key: string): boolean => !key.includes('.') || own.has(key) || call?.providers?.has(key) === true;
  const refuse = ({ file }: DeclaredBlock, { start, end }: { readonly start: number; readonly end: number }, message: string): void => report({ name: 'plan-ends-with-error', severity: 'error', message, file, span: { start, end } });
  const around = steps.map(({ name }) => `module.${name}.`).join('');
  for (const [mode, blocks] of [['', declared.managed], ['data.', declared.data]] as const) {
    for (const [address, block] of blocks) {
      const written = argumentOfBlock(block.block, 'provider')?.value;
      const key = keyOf(written);
      if (written === undefined || key === undefined || has(key)) continue;
      refuse(block, written, `Provider configuration not present: To work with ${around}${mode}${address} its original provider configuration at ${around}${addressOf(key, declared)} is required, but it has been removed. No provider block here has the alias ${key.slice(key.indexOf('.') + 1)}.`);
    }
  }
  for (const [name, block] of declared.calls) {
    const handed = argumentOfBlock(block.block, 'providers')?.value;
    const items = handed?.kind === 'object' ? handed.items : [];
    for (const { value } of items) {
      const key = keyOf(value);
      if (key !== undefined && !has(key)) refuse(block, value, `missing provider ${around}${addressOf(key, declared)}: module.${name} is handed ${key}, and no provider block here has that alias.`);
    }
    const inner = folderOf(name);
    if (inner === undefined) continue;
    const given = new Set(items.map(({ key }) => keyOf(key)));
    for (const key of aliasesAsked(inner)) if (!given.has(key)) refuse(block, headSpan(block), `Missing required provider configuration: The child module requires an additional configuration for provider ${sourceOf(key, inner)}, with the local name "${key}".`);
  }
}

/** `aws.west` of its own provider blocks, and of `configuration_aliases`. */
function configurationsIn(declared: Declared): ReadonlySet<string> {
  return new Set([...declared.providers.keys(), ...aliasesAsked(declared)]);
}

function aliasesAsked(declared: Declared): readonly string[] {
  return requirementsIn(declared).flatMap(([, value]) => {
    const aliases = value.kind === 'object' ? value.items.find(({ key }) => keyOf(key) === 'configuration_aliases')?.value : undefined;
    return aliases?.kind === 'tuple' ? aliases.items.flatMap((each) => keyOf(each) ?? []) : [];
  });
}

function requirementsIn({ settings }: Declared): readonly (readonly [string, Expression])[] {
  return settings.flatMap(({ block }) => block.body.blocks.filter(({ type }) => type === 'required_providers').flatMap(({ body }) => body.attributes.map(({ name, value }) => [name, value] as const)));
}

function keyOf(written: Expression | undefined): string | undefined {
  if (written?.kind === 'literal') return String(written.value);
  return written === undefined ? undefined : textOfTraversal(written);
}

/** `provider["registry.terraform.io/hashicorp/aws"].west`. */
function addressOf(key: string, declared: Declared): string {
  return `provider["registry.terraform.io/${sourceOf(key, declared)}"]${key.slice(key.indexOf('.'))}`;
}

function sourceOf(key: string, declared: Declared): string {
  const [name] = key.split('.');
  const written = requirementsIn(declared).find(([each]) => each === name)?.[1];
  const source = written?.kind === 'object' ? written.items.find((item) => keyOf(item.key) === 'source')?.value : undefined;
  return source?.kind === 'literal' ? String(source.value) : `hashicorp/${name!}`;
}
