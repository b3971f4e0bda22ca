import type { Declared } from '../modules/declared.ts';
import type { DeclaredBlock } from '../instances/instance.ts';
import { headSpan } from './mentions.ts';
import { callArguments } from '../instances/meta.ts';
import { near } from '../values/near.ts';
import type { Report } from '../values/scope.ts';
import type { Span } from '../syntax/syntax.ts';
import { textOfTraversal } from '../syntax/traversal.ts';
import { argumentOfBlock } from '../modules/variables.ts';

/** Arguments and blocks of blocks that are Terraform's own. */
const known: Readonly<Record<string, readonly string[]>> = {
  variable: ['type', 'default', 'description', 'sensitive', 'nullable', 'ephemeral', 'deprecated', 'const'],
  output: ['value', 'description', 'sensitive', 'depends_on', 'ephemeral', 'deprecated', 'type'],
};

/** What a call hands to its module: the name there, and where that is written. */
function providersWritten({ block }: DeclaredBlock): readonly (readonly [string, Span])[] {
  const written = argumentOfBlock(block, 'providers')?.value;
  return written?.kind === 'object' ? written.items.map(({ key }) => [key.kind === 'literal' ? String(key.value) : (textOfTraversal(key) ?? ''), key] as const) : [];
}

/** A block that configures nothing only says that a configuration is to be handed in (Terraform before 0.15). */
function isProxy({ block }: DeclaredBlock): boolean {
  return block.body.blocks.length === 0 && block.body.attributes.every(({ name }) => name === 'alias' || name === 'version');
}

/** Tells of module calls that hand in what nobody takes, or leave out what is needed, and of variables and outputs with other arguments. */
export function callsChecked(declared: Declared, folderOf: (call: string) => Declared | undefined, report: Report): void {
  const refuse = ({ file }: DeclaredBlock, span: Span, message: string): void => report({ name: 'plan-ends-with-error', severity: 'error', message, file, span });
  const required = (block: DeclaredBlock, name: string): void => refuse(block, headSpan(block), `Missing required argument: The argument "${name}" is required, but no definition was found.`);
  for (const [name, call] of declared.calls) {
    const inner = folderOf(name);
    if (argumentOfBlock(call.block, 'source') === undefined) required(call, 'source');
    if (inner === undefined) continue;
    for (const [own, span] of providersWritten(call)) {
      const configured = inner.providers.get(own);
      if (configured !== undefined && !isProxy(configured)) refuse(call, span, `Cannot override provider configuration: The configuration of module.${name} has its own local configuration for ${own}, and so it cannot accept an overridden configuration provided by the root module.`);
    }
    for (const attribute of call.block.body.attributes) {
      if (callArguments.has(attribute.name) || inner.variables.has(attribute.name)) continue;
      refuse(call, attribute.nameSpan, `Unsupported argument: An argument named "${attribute.name}" is not expected here.${near(attribute.name, [...inner.variables.keys(), ...callArguments])}`);
    }
    for (const [variable, { block }] of inner.variables) if (argumentOfBlock(block, 'default') === undefined && argumentOfBlock(call.block, variable) === undefined) required(call, variable);
    for (const block of call.block.body.blocks) if (block.type !== 'lifecycle') refuse(call, block.typeSpan, `Unsupported block type: Blocks of type "${block.type}" are not expected here.${inner.variables.has(block.type) ? ` Did you mean to define argument "${block.type}"? If so, use the equals sign to assign it a value.` : ''}`);
  }
  for (const [kind, blocks] of [['variable', declared.variables], ['output', declared.outputs]] as const) {
    for (const each of blocks.values()) {
      for (const attribute of each.block.body.attributes) if (!known[kind]!.includes(attribute.name)) refuse(each, attribute.nameSpan, `Unsupported argument: An argument named "${attribute.name}" is not expected here.${near(attribute.name, known[kind]!)}`);
      if (kind === 'output' && argumentOfBlock(each.block, 'value') === undefined) required(each, 'value');
    }
  }
}
