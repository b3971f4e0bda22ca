import type { SourceFile } from '../../source.ts';
import type { Scope } from '../values/scope.ts';
import type { Attribute, Block, Body } from '../syntax/syntax.ts';

/** Arguments and blocks that an override file puts into a block of another file, with the file they stand in. */
const homes = new WeakMap<Attribute | Block, SourceFile>();

/** Arguments of an override replace those of the same name; its blocks all of the same type (Terraform, "Override Files"). */
export function overridden(body: Body, over: Body, file: SourceFile): Body {
  for (const each of [...over.attributes, ...over.blocks]) homes.set(each, file);
  const names = new Set(over.attributes.map(({ name }) => name));
  const types = new Set(over.blocks.map(({ type }) => type));
  return { ...body, attributes: [...body.attributes.filter(({ name }) => !names.has(name)), ...over.attributes], blocks: [...body.blocks.filter(({ type }) => !types.has(type)), ...over.blocks] };
}

/** The file that an argument or a block stands in. */
export function fileOf(node: Attribute | Block, around: SourceFile): SourceFile {
  return homes.get(node) ?? around;
}

/** The scope of what stands in an argument or a block. */
export function scopeAt(node: Attribute | Block, scope: Scope): Scope {
  const file = homes.get(node);
  return file === undefined ? scope : { ...scope, file };
}
