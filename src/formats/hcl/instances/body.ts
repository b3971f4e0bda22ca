import type { Argument } from '../../../facts/terraform-schema.ts';
import { pathText, type Json, type JsonObject, type Path } from '../../../resource/resource.ts';
import type { SourceFile } from '../../source.ts';
import { startsEmpty } from '../../terraform/rewritten.ts';
import { membersOfType } from './attributes.ts';
import { nestedIn } from './blocks.ts';
import { evaluate } from '../values/evaluate.ts';
import type { Instance } from './instance.ts';
import { isEmptyText, jsonOf, type Making } from '../values/json-value.ts';
import { metaArguments } from './meta.ts';
import type { Origin } from './origin.ts';
import { fileOf, scopeAt } from '../modules/override.ts';
import type { Scope } from '../values/scope.ts';
import { isSecretArgument } from './secrets.ts';
import type { Block, Body } from '../syntax/syntax.ts';
import { isUnknown } from '../values/value.ts';

/** What an instance's block says, as a plan would print it, and where each of it is written. */
export interface Said {
  readonly body: JsonObject;
  readonly origin: Origin;
}

type Members = ReadonlyMap<string, Argument> | undefined;

/** Works out all that an instance's block says. */
export function bodyOf(instance: Instance): Said {
  const making: Making = { instance, unknown: new Set() };
  const members = membersOfType(instance.mode, instance.type);
  const { body, origin } = blockOf(instance.block, instance.block.body, instance.file, instance.within, members, [], making);
  const full: Record<string, Json> = { ...body };
  if (members !== undefined) computed(instance, members, full, making);
  else if (full['id'] === undefined) making.unknown.add('id');
  const unknown = [...making.unknown];
  return { body: instance.mode === 'data' && unknown.length === 0 ? full : { ...full, unknown_after_apply: unknown }, origin };
}

function blockOf(block: Block, written: Body, file: SourceFile, scope: Scope, members: Members, at: Path, making: Making, asArgument = false): { readonly body: Readonly<Record<string, Json>>; readonly origin: Origin } {
  const body: Record<string, Json> = {};
  const isOuter = at.length === 0;
  for (const attribute of written.attributes) {
    const { name } = attribute;
    if (isOuter && metaArguments.has(name)) continue;
    const told = evaluate(attribute.value, scopeAt(attribute, scope));
    if (typeof told === 'string' && isSecretArgument(making.instance.type, name, making.instance.block)) {
      making.unknown.add(pathText([...at, name]));
      continue;
    }
    const found = jsonOf(told, members?.get(name), [...at, name], making);
    // What the type does not have is refused whatever it is worth: it stands there as nothing.
    if (members !== undefined && !members.has(name) && attribute.value.kind !== 'broken') body[name] = found ?? null;
    else if (found !== undefined && !isEmptyText(name, found, at)) body[name] = found;
  }
  const blocks = new Map<string, Origin[]>();
  for (const nested of nestedIn(written, scope, evaluate)) {
    const { type } = nested;
    if (isOuter && metaArguments.has(type)) continue;
    if (nested.open === true) {
      making.unknown.add(pathText([...at, type]));
      continue;
    }
    const argument = members?.get(type);
    const alike = blocks.get(type) ?? [];
    blocks.set(type, alike);
    const place: Path = argument?.nesting === 'single' ? [...at, type] : [...at, type, alike.length];
    const inner = blockOf(nested.block, nested.body, fileOf(nested.block, file), nested.scope, argument?.members, place, making, argument?.written === 'either');
    alike.push(inner.origin);
    if (argument?.nesting === 'single') body[type] = inner.body;
    else body[type] = [...((body[type] as readonly Json[] | undefined) ?? []), inner.body];
  }
  // A block that may be written as an argument is said as a whole: what it leaves out is null (Terraform, "Attributes as Blocks").
  if (!isOuter && members !== undefined && !asArgument) for (const { name, computed: filled } of members.values()) if (filled && body[name] === undefined && !isUnknownAt(making, [...at, name])) making.unknown.add(pathText([...at, name]));
  return { body, origin: { file, scope, block, body: written, blocks } };
}

/** What only AWS or the provider tells of a resource that is yet to be made; of a data source, what the inputs answer is known. */
function computed(instance: Instance, members: ReadonlyMap<string, Argument>, body: Record<string, Json>, making: Making): void {
  for (const argument of members.values()) {
    const { name } = argument;
    if (!argument.computed || body[name] !== undefined || isUnknownAt(making, [name]) || (instance.mode === 'managed' && startsEmpty(instance.type, name, body))) continue;
    const value = instance.mode === 'data' ? instance.value.get(name) : undefined;
    const isItself = value !== undefined && value !== null && isUnknown(value) && value.is?.name === instance.called && value.is.type === instance.type;
    const found = value === undefined || isItself ? undefined : jsonOf(value, argument, [name], making);
    if (found === undefined) making.unknown.add(name);
    else body[name] = found;
  }
}

function isUnknownAt({ unknown }: Making, path: Path): boolean {
  return unknown.has(pathText(path));
}
