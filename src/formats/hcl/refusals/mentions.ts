import type { SourceFile } from '../../source.ts';
import type { Declared } from '../modules/declared.ts';
import type { DeclaredBlock } from '../instances/instance.ts';
import type { Attribute, Span } from '../syntax/syntax.ts';
import { walk, walkBody, type CallMention, type Mention, type Visitor } from '../syntax/walk.ts';

/** Something that a folder declares, and what its expressions rest on. */
export interface Mentions {
  /** `local.zones`, `aws_lb.main`, `data.aws_vpc.main`, `module.vpc`, `output.id`, `var.name`, `provider.aws`. */
  readonly owner: string;
  readonly file: SourceFile;
  readonly span: Span;
  readonly block?: DeclaredBlock;
  readonly mentions: readonly Mention[];
  readonly calls: readonly CallMention[];
  /** Of a module call: what each of its arguments rests on. */
  readonly byArgument?: ReadonlyMap<string, readonly Mention[]>;
}

/** All that a folder declares, with what it rests on. */
export function mentionsIn(declared: Declared): readonly Mentions[] {
  const found: Mentions[] = [];
  for (const [name, { file, attribute }] of declared.locals) found.push({ owner: `local.${name}`, file, span: attribute, ...gathered((visitor) => walk(attribute.value, visitor)) });
  const blocks = (kind: string, all: ReadonlyMap<string, DeclaredBlock>): void => {
    for (const [name, block] of all) found.push({ owner: kind === '' ? name : `${kind}.${name}`, file: block.file, span: headSpan(block), block, ...gathered((visitor) => walkBody(block.block.body, visitor, (attribute, inside) => isNoExpression(kind, attribute, inside))), ...(kind === 'module' ? { byArgument: argumentsOf(block) } : {}) });
  };
  blocks('', declared.managed);
  blocks('data', declared.data);
  blocks('module', declared.calls);
  blocks('output', declared.outputs);
  blocks('provider', declared.providers);
  blocks('var', declared.variables);
  return found;
}

/** Where a block says what it is. */
export function headSpan({ block }: DeclaredBlock): Span {
  return { start: block.start, end: block.labels.at(-1)?.end ?? block.typeSpan.end };
}

/** Arguments that are names and no values. */
function isNoExpression(kind: string, { name }: Attribute, inside: string | undefined): boolean {
  if (kind === 'var') return name === 'type';
  if (kind === 'provider') return name === 'alias' && inside === undefined;
  if (name === 'provider' || name === 'providers') return inside === undefined;
  if (inside === 'provisioner') return name === 'when' || name === 'on_failure';
  return inside === 'lifecycle' && name === 'ignore_changes';
}

function gathered(go: (visitor: Visitor) => void): { readonly mentions: readonly Mention[]; readonly calls: readonly CallMention[] } {
  const mentions: Mention[] = [];
  const calls: CallMention[] = [];
  go({ mention: (mention) => void mentions.push(mention), call: (call) => void calls.push(call) });
  return { mentions, calls };
}

function argumentsOf({ block }: DeclaredBlock): ReadonlyMap<string, readonly Mention[]> {
  return new Map(block.body.attributes.filter(({ name }) => name !== 'providers').map(({ name, value }) => [name, gathered((visitor) => walk(value, visitor)).mentions]));
}
