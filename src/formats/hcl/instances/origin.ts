import type { Locate, Path, Position } from '../../../resource/resource.ts';
import type { SourceFile } from '../../source.ts';
import { fileOf } from '../modules/override.ts';
import type { Scope } from '../values/scope.ts';
import type { Attribute, Block, Body, Expression, Span } from '../syntax/syntax.ts';

/** Where the parts of a resource are written: its block, and the blocks in it by type, as they come in the resource's body. */
export interface Origin {
  readonly file: SourceFile;
  readonly scope: Scope;
  readonly block: Block;
  readonly body: Body;
  readonly blocks: ReadonlyMap<string, readonly Origin[]>;
}

/** The argument that a path leads to, and what of the path is left below it; without one, the innermost block. */
export interface Found {
  readonly origin: Origin;
  readonly attribute?: Attribute;
  readonly rest: Path;
}

/** Goes from a block towards what a path in the resource's body names. */
export function foundAt(origin: Origin, path: Path): Found {
  const [name, ...rest] = path;
  if (typeof name !== 'string') return { origin, rest: path };
  const attribute = origin.body.attributes.find((each) => each.name === name);
  if (attribute !== undefined) return { origin, attribute, rest };
  const blocks = origin.blocks.get(name);
  const index = typeof rest[0] === 'number' ? rest[0] : 0;
  const inner = blocks?.[index] ?? (rest.length === 0 ? blocks?.[0] : undefined);
  return inner === undefined ? { origin, rest: path } : foundAt(inner, typeof rest[0] === 'number' ? rest.slice(1) : rest);
}

/** The innermost expression that a path leads to inside objects and lists that are written out, and the key in front of it. */
export function within(expression: Expression, path: Path): { readonly expression: Expression; readonly key?: Span; readonly rest: Path } {
  const [step, ...rest] = path;
  if (step === undefined) return { expression, rest: path };
  if (expression.kind === 'object') {
    const item = expression.items.findLast(({ key }) => key.kind === 'literal' && String(key.value) === String(step));
    if (item !== undefined) {
      const inner = within(item.value, rest);
      return { key: item.key, ...inner };
    }
  }
  if (expression.kind === 'tuple' && typeof step === 'number') {
    const item = expression.items[step];
    if (item !== undefined) return within(item, rest);
  }
  return { expression, rest: path };
}

/** Positions of what a resource says, in the file that says it. */
export function locateIn(origin: Origin): Locate {
  return (path, part) => {
    const { origin: where, attribute, rest } = foundAt(origin, path);
    if (attribute === undefined) return headOf(where);
    const file = fileOf(attribute, where.file);
    const { expression, key } = within(attribute.value, rest);
    const span = part === 'key' ? (key ?? attribute.nameSpan) : expression;
    return file.position(span.start, span.end);
  };
}

/** The first line of a block: its type and labels. */
export function headOf({ file, block }: Pick<Origin, 'file' | 'block'>): Position {
  return file.position(block.start, block.labels.at(-1)?.end ?? block.typeSpan.end);
}
