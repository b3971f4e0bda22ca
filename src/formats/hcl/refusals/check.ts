import type { SourceFile } from '../../source.ts';
import { callsChecked } from './check-calls.ts';
import { settingsChecked } from './check-settings.ts';
import { typesChecked } from './check-types.ts';
import type { Declared } from '../modules/declared.ts';
import { functionNamed } from '../functions/named.ts';
import type { Mentions } from './mentions.ts';
import { near } from '../values/near.ts';
import type { Report } from '../values/scope.ts';
import type { Span } from '../syntax/syntax.ts';
import type { CallMention, Mention } from '../syntax/walk.ts';

/** Names of which each says what follows it. */
const reserved: ReadonlySet<string> = new Set(['path', 'terraform', 'self', 'each', 'count', 'ephemeral', 'run', 'action', 'tofu']);

/** Tells what Terraform refuses of a folder before it works anything out: names that nobody declares, functions that there are not. */
export function checked(declared: Declared, mentions: readonly Mentions[], module: string, folderOf: (call: string) => Declared | undefined, report: Report): void {
  for (const each of mentions) {
    const refuse = (span: Span, message: string): void => report({ name: 'plan-ends-with-error', severity: 'error', message, file: each.file, span });
    for (const mention of each.mentions) {
      const message = mention.name === 'each' || mention.name === 'count' ? inContext(mention.name, each) : undeclared(mention, declared, module, folderOf);
      if (message !== undefined) refuse(mention.span, message);
      else if (isItself(mention, each.owner)) refuse(mention.span, each.owner.startsWith('local.') ? `Self-referencing local value: Local value ${each.owner} cannot use its own result as part of its expression.` : `Self-referential block: Configuration for ${each.owner} may not refer to itself.`);
    }
    for (const call of each.calls) called(call, each.file, report);
  }
  callsChecked(declared, folderOf, report);
  typesChecked(declared, report);
  settingsChecked(declared, report);
}

function called({ name, span }: CallMention, file: SourceFile, report: Report): void {
  if (name === 'try' || name === 'can' || functionNamed(name) !== undefined) return;
  if (name.includes('::')) report({ name: 'not-worked-out', severity: 'note', message: `the function ${name} is one of a provider, and its answer is not worked out`, file, span });
  else report({ name: 'plan-ends-with-error', severity: 'error', message: gone[name] ?? `Call to unknown function: There is no function named "${name}".`, file, span });
}

/** Functions that Terraform took away, in its own words (lang/funcs/collection.go). */
const gone: Readonly<Record<string, string>> = {
  list: 'Error in function call: Call to function "list" failed: the "list" function was deprecated in Terraform v0.12 and is no longer available; use tolist([ ... ]) syntax to write a literal list.',
  map: 'Error in function call: Call to function "map" failed: the "map" function was deprecated in Terraform v0.12 and is no longer available; use tomap({ ... }) syntax to write a literal map.',
};

function undeclared({ name, steps }: Mention, declared: Declared, module: string, folderOf: (call: string) => Declared | undefined): string | undefined {
  const [first, second] = steps;
  const where = module === '' ? 'the root module' : module;
  switch (name) {
    case 'var':
      return first === undefined || declared.variables.has(first) ? undefined : `Reference to undeclared input variable: An input variable with the name "${first}" has not been declared.${near(first, declared.variables.keys()) || ` This variable can be declared with a variable "${first}" {} block.`}`;
    case 'local':
      return first === undefined || declared.locals.has(first) ? undefined : `Reference to undeclared local value: A local value with the name "${first}" has not been declared.${near(first, declared.locals.keys())}`;
    case 'module': {
      if (first === undefined) return undefined;
      if (!declared.calls.has(first)) return `Reference to undeclared module: No module call named "${first}" is declared in ${where}.${near(first, declared.calls.keys())}`;
      const output = steps.slice(1).find((step) => step !== undefined);
      const outputs = folderOf(first)?.outputs;
      return output === undefined || outputs === undefined || outputs.has(output) ? undefined : `Unsupported attribute: This object does not have an attribute named "${output}": module ${first} declares no such output.${near(output, outputs.keys())}`;
    }
    case 'data':
      if (first === undefined || second === undefined) return 'Invalid reference: The "data" object must be followed by two attribute names: the data source type and the resource name.';
      return declared.data.has(`${first}.${second}`) ? undefined : `Reference to undeclared resource: A data resource "${first}" "${second}" has not been declared in ${where}.${beside(first, second, declared.data, 'data.')}`;
    default:
      if (reserved.has(name)) return undefined;
      if (first === undefined) return `Invalid reference: A reference to a resource type must be followed by at least one attribute access, specifying the resource name. A text stands in quotes: "${name}".`;
      if (declared.managed.has(`${name}.${first}`)) return undefined;
      return `Reference to undeclared resource: A managed resource "${name}" "${first}" has not been declared in ${where}.${declared.data.has(`${name}.${first}`) ? ` Did you mean the data resource data.${name}.${first}?` : beside(name, first, declared.managed, '')}`;
  }
}

/** A declared one of the same type with a name that is near, else one of a type that is. */
function beside(type: string, name: string, all: ReadonlyMap<string, unknown>, prefix: string): string {
  const same = [...all.keys()].filter((key) => key.startsWith(`${type}.`)).map((key) => key.slice(type.length + 1));
  const found = near(name, same) || (same.length === 1 ? ` Did you mean "${same[0]!}"?` : '');
  if (found !== '') return found.replace(/"([^"]+)"/, (_, close: string) => `"${prefix}${type}.${close}"`);
  return near(`${type}.${name}`, all.keys()).replace(/"([^"]+)"/, (_, close: string) => `"${prefix}${close}"`);
}

/** `each` and `count` where the block has none. */
function inContext(name: 'each' | 'count', { block, owner }: Mentions): string | undefined {
  const by = name === 'each' ? 'for_each' : 'count';
  const repeats = !/^(?:local|var|output|provider)\./.test(owner) && block?.block.body.attributes.some((attribute) => attribute.name === by) === true;
  if (repeats) return undefined;
  return name === 'each'
    ? 'Reference to "each" in context without for_each: The "each" object can be used only in "module" or "resource" blocks, and only when the "for_each" argument is set.'
    : 'Reference to "count" in non-counted context: The "count" object can only be used in "module", "resource", and "data" blocks, and only when the "count" argument is set.';
}

function isItself({ name, steps: [first, second] }: Mention, owner: string): boolean {
  return owner === (name === 'data' ? `data.${first ?? ''}.${second ?? ''}` : `${name}.${first ?? ''}`) && !owner.startsWith('module.') && !owner.startsWith('var.');
}
