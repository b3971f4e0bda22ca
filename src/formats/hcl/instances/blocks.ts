import { pairsOf } from '../values/for.ts';
import { scopeAt } from '../modules/override.ts';
import { refusedAt } from '../values/refused.ts';
import type { Scope, Source } from '../values/scope.ts';
import type { Block, Body, Expression } from '../syntax/syntax.ts';
import { typeName } from '../functions/type-names.ts';
import { isUnknown, type Value } from '../values/value.ts';

/** A block inside another one, `dynamic` ones carried out. */
export interface Nested {
  readonly type: string;
  readonly body: Body;
  readonly scope: Scope;
  /** As it is written: a dynamic block as a whole. */
  readonly block: Block;
  /** Nobody knows how many of it there are. */
  readonly open?: true;
}

type Work = (expression: Expression, scope: Scope) => Value;

/** The blocks of a body in the order of the file. */
export function nestedIn(body: Body, scope: Scope, work: Work): readonly Nested[] {
  return body.blocks.flatMap((block) => (block.type === 'dynamic' && block.labels.length === 1 ? dynamic(block, scopeAt(block, scope), work) : [{ type: block.type, body: block.body, scope: scopeAt(block, scope), block }]));
}

/** What a `dynamic` block makes (Terraform, "dynamic Blocks"). */
function dynamic(block: Block, scope: Scope, work: Work): readonly Nested[] {
  const type = block.labels[0]!.text;
  const collection = block.body.attributes.find(({ name }) => name === 'for_each');
  const content = block.body.blocks.find((each) => each.type === 'content');
  const refuse = (message: string): readonly Nested[] => {
    refusedAt(block.typeSpan, scope, message);
    return [];
  };
  if (collection === undefined) return refuse('Missing required argument: The argument "for_each" is required, but no definition was found.');
  if (content === undefined) return refuse('Missing required block: A dynamic block must have a nested block of type "content" to describe the body of each generated block.');
  const value = work(collection.value, scope);
  const iterator = iteratorOf(block, type);
  const one = (key: Value, member: Value, open?: true): Nested => {
    const next = scope.bound;
    const source: Source = { file: scope.file, expression: collection.value, within: scope, only: true, attribute: collection, ...(typeof key === 'string' || typeof key === 'number' ? { key } : {}) };
    const bound = { name: iterator, value: { kind: 'map' as const, entries: new Map<string, Value>([['key', key], ['value', member]]) }, source, ...(next === undefined ? {} : { next }) };
    return { type, body: content.body, scope: { ...scope, bound }, block, ...(open === undefined ? {} : { open }) };
  };
  if (value !== null && isUnknown(value)) return [one(value, value, true)];
  const pairs = pairsOf(value);
  if (pairs !== undefined) return pairs.map(([key, member]) => one(key, member));
  refusedAt(collection.value, scope, value === null ? 'Invalid dynamic for_each value: Cannot use a null value in for_each.' : `Invalid dynamic for_each value: Cannot use a ${typeName(value)} value in for_each. An iterable collection is required.`);
  return [];
}

/** `iterator = each_rule`; without it the block's own name. */
export function iteratorOf(block: Block, type: string): string {
  const written = block.body.attributes.find(({ name }) => name === 'iterator')?.value;
  return written?.kind === 'name' ? written.name : written?.kind === 'literal' && typeof written.value === 'string' ? written.value : type;
}
