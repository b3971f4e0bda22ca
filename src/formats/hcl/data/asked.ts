import type { SourceFile } from '../../source.ts';
import type { Configuration, Instance } from '../instances/instance.ts';
import { evaluate } from '../values/evaluate.ts';
import { isLazy, isMap, mapOf, type MapValue, type Value } from '../values/value.ts';

/** A data source that is asked, and what it may look at. */
export interface Asked {
  readonly instance: Instance;
  readonly configuration: Configuration;
  /** What its block says, worked out; blocks are lists. */
  readonly arguments: MapValue;
}

/** Arguments of every block, which say nothing about what is looked up. */
const general: ReadonlySet<string> = new Set(['provider', 'depends_on', 'count', 'for_each', 'lifecycle', 'timeouts', 'provisioner', 'connection']);

/** What the block of a data source says. */
export function askedOf(instance: Instance, configuration: Configuration): Asked {
  const { attributes, blocks } = instance.block.body;
  const names = [...attributes.map(({ name }) => name), ...blocks.map(({ type, labels }) => (type === 'dynamic' ? (labels[0]?.text ?? type) : type))];
  const entries = [...new Set(names)].filter((name) => !general.has(name)).flatMap((name): [string, Value][] => {
    const value = instance.value.get(name);
    return value === undefined ? [] : [[name, spread(value)]];
  });
  return { instance, configuration, arguments: mapOf(entries) };
}

/** Blocks as maps of what is written in them. */
function spread(value: Value): Value {
  if (Array.isArray(value)) return (value as readonly Value[]).map(spread);
  if (value === null || !isLazy(value)) return value;
  return mapOf(value.names().flatMap((name): [string, Value][] => {
    const member = value.get(name);
    return member === undefined || member === null ? [] : [[name, spread(member)]];
  }));
}

/** An attribute of a value that has attributes, in whichever form. */
export function memberOf(value: Value | undefined, name: string): Value | undefined {
  if (value === undefined || value === null) return undefined;
  return isMap(value) ? value.entries.get(name) : isLazy(value) ? value.get(name) : undefined;
}

/** Where a text comes from that an argument takes with `file("x.yaml")`, and nothing else of it. */
export function fileBehind({ instance }: Asked, argument: string): { readonly file: SourceFile; readonly text: string } | undefined {
  const expression = instance.block.body.attributes.find(({ name }) => name === argument)?.value;
  if (expression?.kind !== 'call' || expression.name !== 'file') return undefined;
  const path = evaluate(expression.arguments[0]!, { ...instance.within, report: () => undefined });
  const opened = typeof path === 'string' ? instance.within.functions.open(path) : undefined;
  return opened !== undefined && 'text' in opened ? opened : undefined;
}
