import type { Declared } from '../modules/declared.ts';
import { argumentOfBlock } from '../modules/variables.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { Report } from '../values/scope.ts';

const primitives: ReadonlySet<string> = new Set(['bool', 'number', 'string']);
const collections: ReadonlySet<string> = new Set(['list', 'set', 'map']);
const neither = 'A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).';

/** Tells of variables whose type is none, or whose default is null where null is nothing they take. */
export function typesChecked({ variables }: Declared, report: Report): void {
  for (const { file, block } of variables.values()) {
    const refuse = (span: Expression, message: string): void => report({ name: 'plan-ends-with-error', severity: 'error', message, file, span });
    const type = argumentOfBlock(block, 'type')?.value;
    if (type?.kind === 'literal' && typeof type.value === 'string') {
      const message = quoted(type.value);
      if (message !== undefined) refuse(type, message);
    } else if (type !== undefined && type.kind !== 'broken' && !isOldCollection(type)) {
      const [expression, message] = wrongIn(type, false) ?? [];
      if (expression !== undefined) refuse(expression, `Invalid type specification: ${message!}`);
    }
    const nullable = argumentOfBlock(block, 'nullable')?.value;
    const fallback = argumentOfBlock(block, 'default')?.value;
    if (nullable?.kind === 'literal' && nullable.value === false && fallback?.kind === 'literal' && fallback.value === null) refuse(fallback, 'Invalid default value for variable: A null default value is not valid when nullable=false.');
  }
}

/** In quotes, as Terraform took types before 0.12 (internal/configs/named_values.go, decodeVariableType). */
function quoted(name: string): string | undefined {
  if (name === 'string') return legacy('Remove the quotes around "string".');
  if (name === 'list') return legacy('Remove the quotes around "list" and write list(string) instead to explicitly indicate that the list elements are strings.');
  if (name === 'map') return legacy('Remove the quotes around "map" and write map(string) instead to explicitly indicate that the map elements are strings.');
  return 'Invalid legacy variable type hint: To provide a full type expression, remove the surrounding quotes and give the type expression directly.';
}

function legacy(remedy: string): string {
  return `Invalid quoted type constraints: Terraform 0.11 and earlier required type constraints to be given in quotes, but that form is now deprecated and will be removed in a future version of Terraform. ${remedy}`;
}

/** Bare `list` and `map` are taken, as they were before 0.12. */
function isOldCollection(type: Expression): boolean {
  return type.kind === 'name' && (type.name === 'list' || type.name === 'map');
}

/** The first part of a type that is none, and why, in Terraform's words (internal/typeexpr/get_type.go). */
function wrongIn(type: Expression, inObject: boolean): readonly [Expression, string] | undefined {
  if (type.kind === 'name') {
    const { name } = type;
    if (primitives.has(name) || name === 'any') return undefined;
    if (collections.has(name)) return [type, `The ${name} type constructor requires one argument specifying the element type.`];
    if (name === 'object') return [type, 'The object type constructor requires one argument specifying the attribute types and values as a map.'];
    if (name === 'tuple') return [type, 'The tuple type constructor requires one argument specifying the element types as a list.'];
    return [type, name === 'optional' ? 'Keyword "optional" is valid only as a modifier for object type attributes.' : `The keyword "${name}" is not a valid type specification.`];
  }
  if (type.kind !== 'call') return [type, neither];
  const { name, arguments: all } = type;
  const [first] = all;
  if (primitives.has(name)) return [type, `Primitive type keyword "${name}" does not expect arguments.`];
  if (name === 'any') return [type, 'Type constraint keyword "any" does not expect arguments.'];
  if (collections.has(name)) return all.length === 1 ? wrongIn(first!, false) : [type, `The ${name} type constructor requires one argument specifying the element type.`];
  if (name === 'tuple') return first?.kind === 'tuple' ? firstOf(first.items, (each) => wrongIn(each, false)) : [first ?? type, 'Tuple type constructor requires a list of element types.'];
  if (name === 'object') return first?.kind === 'object' ? firstOf(first.items, ({ value }) => wrongIn(value, true)) : [first ?? type, 'Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.'];
  if (name !== 'optional') return [type, `Keyword "${name}" is not a valid type constructor.`];
  if (!inObject) return [type, 'Keyword "optional" is valid only as a modifier for object type attributes.'];
  return first === undefined ? [type, 'Optional attribute modifier requires the attribute type as its argument.'] : wrongIn(first, false);
}

function firstOf<T, R>(all: readonly T[], of: (each: T) => R | undefined): R | undefined {
  for (const each of all) {
    const found = of(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
