import type { Expression } from '../syntax/syntax.ts';

/** The type that a `variable` block asks for (Terraform, "Type Constraints"). */
export type Constraint =
  | { readonly kind: 'any' | 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly of: Constraint }
  | { readonly kind: 'tuple'; readonly of: readonly Constraint[] }
  | { readonly kind: 'object'; readonly of: ReadonlyMap<string, Attribute> };

/** An attribute of an object; `fallback` is what `optional(TYPE, FALLBACK)` says. */
interface Attribute {
  readonly type: Constraint;
  readonly optional: boolean;
  readonly fallback?: Expression;
}

const any: Constraint = { kind: 'any' };

/** The constraint that an expression says; what says none takes anything. */
export function constraintOf(expression: Expression | undefined): Constraint {
  if (expression === undefined) return any;
  const name = expression.kind === 'name' ? expression.name : expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;
  if (name === 'string' || name === 'number' || name === 'bool') return { kind: name };
  // Bare, as Terraform took it before 0.12.
  if (name === 'list' || name === 'set' || name === 'map') return { kind: name, of: any };
  if (expression.kind !== 'call') return any;
  const [first] = expression.arguments;
  switch (expression.name) {
    case 'list':
    case 'set':
    case 'map':
      return { kind: expression.name, of: constraintOf(first) };
    case 'tuple':
      return first?.kind === 'tuple' ? { kind: 'tuple', of: first.items.map(constraintOf) } : any;
    case 'object':
      return first?.kind === 'object' ? { kind: 'object', of: new Map(first.items.map(({ key, value }) => [keyText(key), attributeOf(value)])) } : any;
    default:
      return any;
  }
}

function attributeOf(expression: Expression): Attribute {
  if (expression.kind !== 'call' || expression.name !== 'optional') return { type: constraintOf(expression), optional: false };
  const [type, fallback] = expression.arguments;
  return { type: constraintOf(type), optional: true, ...(fallback === undefined ? {} : { fallback }) };
}

function keyText(key: Expression): string {
  return key.kind === 'literal' ? String(key.value) : key.kind === 'name' ? key.name : '';
}
