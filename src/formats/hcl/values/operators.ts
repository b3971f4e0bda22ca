import { boolOf, numberFrom } from '../functions/primitives.ts';
import { identityOf } from '../functions/equality.ts';
import { areKnown, unknownFrom } from '../functions/unknowns.ts';
import { refusedAt } from './refused.ts';
import type { Scope } from './scope.ts';
import type { Expression } from '../syntax/syntax.ts';
import { isLazy, isUnknown, type Unknown, type Value } from './value.ts';

type Binary = Expression & { readonly kind: 'binary' };
type Work = (expression: Expression, scope: Scope) => Value;

/** What a value is as a condition; undefined where it can be none. */
export function truthOf(value: Value): boolean | Unknown | undefined {
  const found = value === null ? undefined : boolOf(value);
  return found === undefined || typeof found === 'boolean' || (found !== null && isUnknown(found)) ? found : undefined;
}

/** `!x` and `-x`. */
export function unaryOf(expression: Expression & { readonly kind: 'unary' }, value: Value, scope: Scope): Value {
  if (expression.operator === '!') {
    const truth = truthOf(value);
    if (truth === undefined) return refusedAt(expression.of, scope, `Invalid operand: Unsuitable value for unary operand: ${value === null ? 'argument must not be null' : 'a bool is required'}.`);
    return typeof truth === 'boolean' ? !truth : unknownFrom([truth]);
  }
  const number = value === null ? undefined : numberFrom(value);
  if (number === undefined || number === null) return refusedAt(expression.of, scope, `Invalid operand: Unsuitable value for unary operand: ${value === null ? 'argument must not be null' : 'a number is required'}.`);
  return typeof number === 'number' ? 0 - number : unknownFrom([number]);
}

/** An operator between two values (HCL specification, "Operations"): numbers are counted with, `==` compares without converting. */
export function binaryOf(expression: Binary, scope: Scope, work: Work): Value {
  const { operator } = expression;
  const left = work(expression.left, scope);
  if (operator === '||' || operator === '&&') return logical(expression, left, scope, work);
  const right = work(expression.right, scope);
  if (operator === '==' || operator === '!=') {
    const same = equal(left, right);
    return typeof same === 'boolean' ? same === (operator === '==') : same;
  }
  const [a, b] = [operand(left), operand(right)];
  if (a === undefined) return unsuitable('left', left, expression.left, 'a number is required', scope);
  if (b === undefined) return unsuitable('right', right, expression.right, 'a number is required', scope);
  if (typeof a !== 'number' || typeof b !== 'number') return unknownFrom([left, right]);
  if ((operator === '/' || operator === '%') && b === 0) return refusedAt(expression, scope, 'Division by zero: The right-hand operand of this operation is zero.');
  return counted(operator, a, b);
}

function counted(operator: Exclude<Binary['operator'], '||' | '&&' | '==' | '!='>, a: number, b: number): Value {
  switch (operator) {
    case '+':
      return tidy(a + b);
    case '-':
      return tidy(a - b);
    case '*':
      return tidy(a * b);
    case '/':
      return tidy(a / b);
    case '%':
      return a % b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
  }
}

/** Terraform counts with 512 bits: what a double adds in its last digit is not there. */
function tidy(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  const short = Number(value.toPrecision(15));
  return String(short).replace(/\D/g, '').length < 13 ? short : value;
}

function operand(value: Value): number | Unknown | undefined {
  const found = value === null ? undefined : numberFrom(value);
  return typeof found === 'number' ? found : found !== undefined && found !== null && isUnknown(found) ? found : undefined;
}

/** Both sides are looked at, whatever the first one says: Terraform has no short circuit before 1.12, and a known answer stays one. */
function logical(expression: Binary, left: Value, scope: Scope, work: Work): Value {
  const deciding = expression.operator === '||';
  const a = truthOf(left);
  if (a === undefined) return unsuitable('left', left, expression.left, 'a bool is required', scope);
  if (a === deciding) return deciding;
  const right = work(expression.right, scope);
  const b = truthOf(right);
  if (b === undefined) return unsuitable('right', right, expression.right, 'a bool is required', scope);
  if (b === deciding) return deciding;
  return typeof a === 'boolean' && typeof b === 'boolean' ? !deciding : unknownFrom([a, b]);
}

function unsuitable(side: string, value: Value, at: Expression, wanted: string, scope: Scope): Value {
  return refusedAt(at, scope, `Invalid operand: Unsuitable value for ${side} operand: ${value === null ? 'argument must not be null' : wanted}.`);
}

/** Whether two values are equal; an unknown is equal to nothing that is known, and different from null where it is an attribute that apply fills. */
export function equal(left: Value, right: Value): boolean | Unknown {
  if (isInstance(left) !== isInstance(right) && (left === null || right === null)) return false;
  if (areKnown([left]) && areKnown([right])) return identityOf(left) === identityOf(right);
  return unknownFrom([left, right]);
}

function isInstance(value: Value): boolean {
  return value !== null && isLazy(value);
}
