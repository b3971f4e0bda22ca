import { dirname } from 'node:path';
import type { SourceFile } from '../../source.ts';
import type { ModuleStep } from '../../terraform/names.ts';
import { valueAt, type Json, type Path } from '../../../resource/resource.ts';
import type { Expression } from '../syntax/syntax.ts';
import { argumentIn, blocksOf, callsOf, folderOf, localIn, valuesOf, type Placed, type Sources } from './sources.ts';

/** From where an expression is seen. */
export interface View {
  readonly sources: Sources;
  /** Calls from the root folder to the module. */
  readonly modules: readonly ModuleStep[];
  /** Key of the instance, of `count` or `for_each`. */
  readonly key?: string | number;
  /** What `each.value` is a member of. */
  readonly each?: Placed;
  /** Names that a `dynamic` block or a `for` gives to members of something. */
  readonly bound?: ReadonlyMap<string, Bound>;
}

/** A name that stands for a member of something; an `iterator` says so of its `value`. */
export interface Bound {
  readonly of: Placed;
  readonly step: string | number;
  readonly view: View;
  readonly iterator?: true;
}

/** An expression, from where it is seen, and the way that is left to go in its value. */
export interface Way {
  readonly place: Placed;
  readonly view: View;
  readonly rest: Path;
  /** What the expression is worked out to, as far as that is known. */
  readonly value?: Json;
}

/** Steps that are gone from one name to the next, at most. */
const furthest = 24;

/**
 * The places where a part of a value may be said: the literal at the end of the way through locals, variables, module calls
 * and outputs first, the argument itself last. Which of them says exactly this is for who asks to find out.
 */
export function waysTo(way: Way, depth = 0): readonly Way[] {
  const onward = depth > furthest ? [] : onwardFrom(way).flatMap((next) => waysTo(next, depth + 1));
  return [...onward, way];
}

function onwardFrom(way: Way): readonly Way[] {
  const { place, view, rest } = way;
  const { file, expression } = place;
  const at = (inner: Expression, left: Path, value = way.value): Way => ({ place: { ...place, expression: inner }, view, rest: left, ...(value === undefined ? {} : { value }) });
  const [step, ...more] = rest;
  switch (expression.kind) {
    case 'tuple': {
      const item = typeof step === 'number' ? expression.items[itemAt(way, expression, step)] : undefined;
      return item === undefined ? [] : [at(item, more, valueAt(way.value, [step!]))];
    }
    case 'object': {
      const item = expression.items.find(({ key }) => key.kind === 'literal' && String(key.value) === String(step));
      return item === undefined || step === undefined ? [] : [at(item.value, more, valueAt(way.value, [step]))];
    }
    case 'conditional':
      return [at(expression.then, rest), at(expression.otherwise, rest)];
    case 'call':
      return calledWith(expression, rest, at);
    case 'for': {
      if (expression.key !== undefined || expression.condition !== undefined || typeof step !== 'number') return [];
      const bound = new Map([...(view.bound ?? []), [expression.valueName, { of: { ...place, expression: expression.in }, step, view }] as const]);
      return [{ place: { ...place, expression: expression.value }, view: { ...view, bound }, rest: more }];
    }
    case 'name':
    case 'attribute':
    case 'index':
      return named(file, expression, view).map((next) => ({ ...next, rest: [...next.rest, ...rest], ...(next.rest.length > 0 || way.value === undefined ? {} : { value: way.value }) }));
    default:
      return [];
  }
}

/** Which item of a list says a member: sets have their members in an order of their own. */
export function itemAt({ value, place: { file } }: Way, { items }: Extract<Expression, { kind: 'tuple' }>, index: number): number {
  const member = valueAt(value, [index]);
  if (member === undefined || typeof member === 'object') return index;
  const fits = items.findIndex((item) => (item.kind === 'literal' ? String(item.value) === String(member) : `\${${file.text.slice(item.start, item.end)}}` === member));
  return fits === -1 ? index : fits;
}

/** Functions that hand on what they are given, whole or in part. */
function calledWith(expression: Extract<Expression, { kind: 'call' }>, rest: Path, at: (inner: Expression, left: Path) => Way): readonly Way[] {
  const { name, arguments: given } = expression;
  if (handing.has(name)) return given.slice(0, 1).map((inner) => at(inner, rest));
  if (name === 'try' || name === 'coalesce' || name === 'coalescelist') return given.map((inner) => at(inner, rest));
  if (name === 'merge') return given.toReversed().map((inner) => at(inner, rest));
  if (name !== 'concat') return [];
  const [step, ...more] = rest;
  if (typeof step !== 'number') return given.toReversed().map((inner) => at(inner, rest));
  let before = 0;
  return given.flatMap((inner) => {
    const index = step - before;
    if (inner.kind === 'tuple') before += inner.items.length;
    return index < 0 || (inner.kind === 'tuple' && index >= inner.items.length) ? [] : [at(inner, [index, ...more])];
  });
}

const handing: ReadonlySet<string> = new Set(['tolist', 'toset', 'tomap', 'tostring', 'tonumber', 'tobool', 'sort', 'distinct', 'nonsensitive', 'sensitive', 'flatten', 'compact', 'one', 'jsonencode', 'yamlencode']);

/** What a traversal leads to: `var.rules[0]`, `local.port`, `each.value.cidr`, `module.net.subnets`. */
function named(file: SourceFile, expression: Expression, view: View): readonly Way[] {
  const steps = stepsIn(expression, view);
  const [first, second, ...rest] = steps ?? [];
  if (first === undefined) return [];
  const bound = view.bound?.get(String(first));
  if (bound !== undefined) return [{ place: bound.of, view: bound.view, rest: [bound.step, ...steps!.slice(bound.iterator === true && second === 'value' ? 2 : 1)] }];
  const folder = dirname(file.name);
  const here = (place: Placed | undefined, seen: View, left: Path): readonly Way[] => (place === undefined ? [] : [{ place, view: seen, rest: left }]);
  const { modules, sources } = view;
  switch (first) {
    case 'local':
      if (isShared(sources, folder, `local.${String(second)}`)) return [];
      return here(localIn(sources, folder, String(second)), { sources, modules }, rest);
    case 'var': {
      if (isShared(sources, folder, `var.${String(second)}`)) return [];
      const call = modules.at(-1);
      if (call === undefined) return valuesOf(sources, folder, String(second)).flatMap((place) => here(place, { sources, modules }, rest));
      const given = callsOf(sources, folder, call.name).flatMap((block) => {
        const each = argumentIn(block, 'for_each');
        const seen: View = { sources, modules: modules.slice(0, -1), ...(call.key === undefined ? {} : { key: call.key }), ...(each === undefined ? {} : { each }) };
        return here(argumentIn(block, String(second)), seen, rest);
      });
      return [...given, ...blocksOf(sources, folder, 'variable', String(second)).flatMap((block) => here(argumentIn(block, 'default'), { sources, modules }, rest))];
    }
    case 'each':
      return second === 'value' && view.key !== undefined ? here(view.each, view, [view.key, ...rest]) : [];
    case 'module': {
      const [key] = rest;
      const [output, ...left] = typeof key === 'number' ? rest.slice(1) : rest;
      return blocksOf(sources, folder, 'module', String(second)).flatMap((call) => {
        const inside = folderOf(call);
        const step: ModuleStep = { name: String(second), ...(typeof key === 'number' ? { key } : {}) };
        return inside === undefined ? [] : blocksOf(sources, inside, 'output', String(output)).flatMap((block) => here(argumentIn(block, 'value'), { sources, modules: [...modules, step] }, left));
      });
    }
    default:
      return [];
  }
}

/** Whether several expressions of a folder take a value: who changes it changes them all, also what nobody reads here. */
function isShared(sources: Sources, folder: string, name: string): boolean {
  const uses = new RegExp(`(?<![\\w.-])${name.replace('.', '\\.')}(?![\\w-])`, 'g');
  return sources.filesIn(folder).reduce((sum, { file }) => sum + (file.text.match(uses)?.length ?? 0), 0) > 1;
}

/** Names and indexes of a traversal; undefined where one of them is worked out in a way that is not followed. */
export function stepsIn(expression: Expression, view: View): readonly (string | number)[] | undefined {
  if (expression.kind === 'name') return [expression.name];
  if (expression.kind !== 'attribute' && expression.kind !== 'index') return undefined;
  const before = stepsIn(expression.of, view);
  if (before === undefined) return undefined;
  if (expression.kind === 'attribute') return [...before, expression.name];
  const { key } = expression;
  if (key.kind === 'literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return [...before, key.value];
  const own = key.kind === 'attribute' && key.of.kind === 'name' && ((key.of.name === 'each' && key.name === 'key') || (key.of.name === 'count' && key.name === 'index'));
  return own && view.key !== undefined ? [...before, view.key] : undefined;
}
