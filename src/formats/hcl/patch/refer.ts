import { dirname } from 'node:path';
import { argumentOf } from '../../../facts/terraform-schema.ts';
import type { Resource } from '../../../resource/resource.ts';
import { moduleSteps, stepsOf, type ModuleStep } from '../../terraform/names.ts';
import type { Expression } from '../syntax/syntax.ts';
import { passed, type Extra, type Passed } from './passing.ts';
import type { Refer } from './print.ts';
import type { PlacedBlock, Sources } from './sources.ts';
import { throughState } from './states.ts';

/** What a resource's name says: the root's folder where two roots have one of that name, the calls that lead to it, its block and key. */
export interface Named {
  readonly prefix: string;
  readonly modules: readonly ModuleStep[];
  readonly data: boolean;
  readonly name: string;
  readonly key?: string | number;
}

/** The parts of a resource's name, `module.net["a"].data.zone[0]`; undefined for what is none. */
export function namedBy(text: string): Named | undefined {
  const [prefix = ''] = /^[^\s".[\]]+:/.exec(text) ?? [];
  const own = text.slice(prefix.length);
  const steps = stepsOf(own);
  if (steps === undefined) return undefined;
  let at = 0;
  while (steps[at]?.value === 'module' && steps[at + 1]?.index === false) at += steps[at + 2]?.index === true ? 3 : 2;
  const modules = moduleSteps(steps.slice(0, at).map(({ index, value }) => (index ? `[${JSON.stringify(value)}]` : `.${value}`)).join('').replace(/^\./, ''));
  const data = steps[at]?.value === 'data' && steps[at + 1]?.index === false;
  const [name, key] = steps.slice(data ? at + 1 : at);
  if (modules === undefined || name === undefined || name.index) return undefined;
  return { prefix, modules, data, name: String(name.value), ...(key?.index === true ? { key: key.value } : {}) };
}

/** Where an expression is to stand. */
export interface Standpoint {
  readonly scope: string;
  readonly prefix: string;
  readonly modules: readonly ModuleStep[];
  /** Of the module. */
  readonly folder: string;
  /** Key of the instance, and what gives it. */
  readonly key?: string | number;
  readonly round?: 'count' | 'for_each';
}

/** The standpoint of a block's own expressions. */
export function standpointOf(resource: Resource, own: Named, { file, block }: PlacedBlock): Standpoint {
  const round = block.body.attributes.find(({ name }) => name === 'count' || name === 'for_each')?.name as 'count' | 'for_each' | undefined;
  return { scope: resource.scope, prefix: own.prefix, modules: own.modules, folder: dirname(file.name), ...(own.key === undefined ? {} : { key: own.key }), ...(round === undefined ? {} : { round }) };
}

/** A reference as an expression of the module that it is to stand in; undefined: nothing there leads to it. */
function expressionFor(reference: string, from: Standpoint, sources: Sources, beside: readonly Resource[], planned: Set<string>): Passed | undefined {
  const [, scope, type, rest, attribute] = /^(?:([^!]+)!)?([a-z][a-z0-9_]*)\.(.+)\.([a-z0-9_]+)$/.exec(reference) ?? [];
  const target = rest === undefined ? undefined : namedBy(rest);
  if (type === undefined || target === undefined) return undefined;
  const direct = [...(target.data ? ['data'] : []), type, `${target.name}${keyOf(target.key, from)}`, attribute].join('.');
  const declared = beside.find((each) => each.scope === (scope ?? from.scope) && each.type === type && each.name === rest);
  const place = declared === undefined ? undefined : blockOf(declared, sources);
  const elsewhere = place === undefined || target.modules.length + from.modules.length > 0 ? undefined : dirname(place.file.name);
  const shared = elsewhere === undefined || elsewhere === from.folder ? undefined : throughState(direct, elsewhere, from.folder, sources);
  if (shared !== undefined) return { expression: shared, extras: [] };
  const sameRoot = scope === undefined && target.prefix === from.prefix;
  // Of what stands in a block of the resource, the text names the block alone.
  const inBlock = argumentOf(type, [attribute!])?.type === 'block';
  if (sameRoot && !inBlock && sameModules(target.modules, from.modules)) return { expression: direct, extras: [] };
  const alike = writtenBeside(`\${${reference}}`, from, beside, sources);
  if (alike !== undefined || !sameRoot || inBlock) return alike === undefined ? undefined : { expression: alike, extras: [] };
  if (place === undefined) return undefined;
  const name = [target.name, ...(target.key === undefined ? [] : [target.key]), attribute].join('_');
  return passed(direct, name, { modules: target.modules, folder: dirname(place.file.name) }, from, sources, planned);
}

function sameModules(one: readonly ModuleStep[], other: readonly ModuleStep[]): boolean {
  return one.length === other.length && one.every(({ name, key }, index) => name === other[index]!.name && key === other[index]!.key);
}

/** How another block of the same module says the same. */
function writtenBeside(text: string, own: Standpoint, beside: readonly Resource[], sources: Sources): string | undefined {
  for (const resource of beside) {
    const name = namedBy(resource.name);
    const said = Object.entries(resource.body).find(([, value]) => value === text)?.[0];
    if (said === undefined || name === undefined || name.data || name.prefix !== own.prefix || !sameModules(name.modules, own.modules)) continue;
    const found = blockOf(resource, sources);
    const attribute = found?.block.body.attributes.find((each) => each.name === said);
    if (found !== undefined && attribute !== undefined && isPlain(attribute.value)) return found.file.text.slice(attribute.value.start, attribute.value.end);
  }
  return undefined;
}

/** A name and what follows it, with nothing in it that means another thing elsewhere. */
function isPlain(expression: Expression): boolean {
  if (expression.kind === 'name') return expression.name !== 'each' && expression.name !== 'count' && expression.name !== 'self';
  return (expression.kind === 'attribute' || (expression.kind === 'index' && expression.key.kind === 'literal')) && isPlain(expression.of);
}

/** The block that a resource is an instance of. */
export function blockOf(resource: Resource, sources: Sources): PlacedBlock | undefined {
  const at = resource.locate([]);
  if (at === undefined) return undefined;
  for (const { file, body } of sources.files) {
    if (file.name !== at.file) continue;
    const block = body.blocks.find((each) => {
      const { line, endLine } = file.position(each.start, each.end);
      return (each.type === 'resource' || each.type === 'data') && line <= at.line && at.line <= endLine;
    });
    return block === undefined ? undefined : { file, block };
  }
  return undefined;
}

/** The key of an instance; in a block that makes many, its own key is said by what goes round. */
function keyOf(key: string | number | undefined, from: Standpoint): string {
  if (key === undefined) return '';
  if (from.round !== undefined && key === from.key) return from.round === 'count' ? '[count.index]' : '[each.key]';
  return `[${JSON.stringify(key)}]`;
}

/** Writes references for one change, and keeps what they need besides; `failed` once one of them leads nowhere. */
export interface Referring {
  readonly refer: Refer;
  readonly extras: Extra[];
  failed: boolean;
}

/** References as they are written at a standpoint. */
export function referringAt(from: Standpoint, sources: Sources, beside: readonly Resource[]): Referring {
  const known = new Map<string, string>();
  const planned = new Set<string>();
  const referring: Referring = {
    extras: [],
    failed: false,
    refer: (reference) => {
      const said = known.get(reference);
      if (said !== undefined) return said;
      const found = expressionFor(reference, from, sources, beside, planned);
      if (found === undefined) referring.failed = true;
      referring.extras.push(...(found?.extras ?? []));
      known.set(reference, found?.expression ?? '""');
      return found?.expression ?? '""';
    },
  };
  return referring;
}
