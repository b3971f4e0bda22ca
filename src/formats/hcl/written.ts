import type { Path } from '../../resource/resource.ts';
import { evaluate } from './values/evaluate.ts';
import type { Written } from './instances/instance.ts';
import { truthOf } from './values/operators.ts';
import { fileOf, scopeAt } from './modules/override.ts';
import { foundAt, type Origin } from './instances/origin.ts';
import type { Scope, Source } from './values/scope.ts';
import type { Expression } from './syntax/syntax.ts';

/** Steps from one name to the next. */
const furthest = 64;

/** Functions that hand their argument on as it is. */
const passing: ReadonlySet<string> = new Set(['tolist', 'toset', 'tomap', 'tostring', 'tonumber', 'tobool', 'try', 'sensitive', 'nonsensitive']);

/** Where a part of a resource is written: through variables, local values, outputs and `each`, as far as expressions write it out. */
export function writtenAt(origin: Origin, path: Path, only: boolean): Written | undefined {
  const { origin: inner, attribute, rest } = foundAt(origin, path);
  if (attribute === undefined) return undefined;
  return onward({ file: fileOf(attribute, inner.file), expression: attribute.value, within: scopeAt(attribute, inner.scope), only, attribute, rest }, furthest);
}

function onward(from: Written, left: number): Written {
  const { expression, within, rest, only } = from;
  const [step, ...more] = rest;
  const go = (next: Partial<Written>): Written => (left > 0 ? onward({ ...from, ...next }, left - 1) : from);
  const into = (source: Source | undefined, path: Path): Written => (source === undefined ? from : go({ file: source.file, expression: source.expression, within: source.within, only: only && source.only, rest: source.key === undefined ? path : [source.key, ...path], ...(source.attribute === undefined ? {} : { attribute: source.attribute }) }));
  switch (expression.kind) {
    case 'object': {
      const item = step === undefined ? undefined : expression.items.findLast(({ key }) => evaluate(key, quiet(within)) === String(step));
      return item === undefined ? from : go({ expression: item.value, rest: more });
    }
    case 'tuple': {
      const item = typeof step === 'number' ? expression.items[step] : undefined;
      return item === undefined ? from : go({ expression: item, rest: more });
    }
    case 'attribute':
    case 'index':
    case 'name': {
      const way = traversed(expression, within);
      return way === undefined ? from : named(from, way.name, [...way.steps, ...rest], into);
    }
    case 'conditional': {
      const truth = truthOf(evaluate(expression.condition, quiet(within)));
      return typeof truth === 'boolean' ? go({ expression: truth ? expression.then : expression.otherwise }) : from;
    }
    case 'template': {
      const [part] = expression.parts;
      return expression.parts.length === 1 && part!.kind === 'interpolation' ? go({ expression: part!.value }) : from;
    }
    case 'call': {
      const [argument] = expression.arguments;
      return passing.has(expression.name) && argument !== undefined ? go({ expression: argument }) : from;
    }
    default:
      return from;
  }
}

/** The name that a traversal starts at, and the steps from there; undefined where a step is not known. */
function traversed(expression: Expression, within: Scope): { readonly name: string; readonly steps: Path } | undefined {
  const steps: (string | number)[] = [];
  for (let each = expression; ; each = each.of) {
    if (each.kind === 'name') return { name: each.name, steps: steps.reverse() };
    if (each.kind === 'attribute') steps.push(each.name);
    else if (each.kind === 'index') {
      const key = evaluate(each.key, quiet(within));
      if (typeof key !== 'string' && typeof key !== 'number') return undefined;
      steps.push(key);
    } else return undefined;
  }
}

function named(from: Written, name: string, steps: Path, into: (source: Source | undefined, path: Path) => Written): Written {
  const { within } = from;
  const [first, second, third] = steps;
  for (let each = within.bound; each !== undefined; each = each.next) if (each.name === name) return first === 'value' ? into(each.source, steps.slice(1)) : from;
  if (name === 'each') return first === 'value' ? into(within.source?.('each', 'value'), steps.slice(1)) : from;
  if (typeof first !== 'string') return from;
  if (name === 'var' || name === 'local') return into(within.source?.(name, first), steps.slice(1));
  if (name !== 'module' || second === undefined) return from;
  return typeof third === 'string' && within.source?.('module', first, second) === undefined ? into(within.source?.('module', first, third), steps.slice(3)) : into(within.source?.('module', first, second), steps.slice(2));
}

function quiet(scope: Scope): Scope {
  return { ...scope, report: () => undefined };
}
