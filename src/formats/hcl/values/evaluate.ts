import { attributeOf, memberAt, orElse } from './access.ts';
import { callOf } from './call.ts';
import { forOf } from './for.ts';
import { stringOf } from '../functions/primitives.ts';
import { unified } from '../functions/unify.ts';
import { unknownFrom } from '../functions/unknowns.ts';
import { binaryOf, truthOf, unaryOf } from './operators.ts';
import { isPlainUnknown, refusedAt } from './refused.ts';
import type { Bound, Scope } from './scope.ts';
import { splatOf } from './splat.ts';
import type { Expression } from '../syntax/syntax.ts';
import { templateOf } from './template-value.ts';
import { unknown, type Value } from './value.ts';
import { identityOf } from '../functions/equality.ts';

/** Expressions in one another, references to other values included: more would end the stack. */
const deepest = 1_000;

/** Expressions that are worked out in one reading. */
const mostSteps = 50_000_000;

/** What an expression says there. It never throws: what Terraform refuses is told where it stands, and its value is not known. */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { meter } = scope;
  if (meter.depth >= deepest || ++meter.steps > mostSteps) return tooMuch(expression, scope);
  meter.depth++;
  const value = worked(expression, scope);
  meter.depth--;
  return value;
}

function worked(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'template':
      return templateOf(expression, scope, evaluate);
    case 'name':
      return named(expression.name, expression, scope);
    case 'attribute':
      return attributeOf(evaluate(expression.of, scope), expression, scope);
    case 'index':
      return memberAt(evaluate(expression.of, scope), evaluate(expression.key, scope), expression, scope);
    case 'splat':
      return splatOf(evaluate(expression.of, scope), (member) => evaluate(expression.each, { ...scope, bound: bound('*', member, scope) }));
    case 'item':
      return orElse(boundAs('*', scope), () => unknown('nothing is repeated here'));
    case 'call':
      return callOf(expression, scope, evaluate);
    case 'unary':
      return unaryOf(expression, evaluate(expression.of, scope), scope);
    case 'binary':
      return binaryOf(expression, scope, evaluate);
    case 'conditional':
      return conditionalOf(expression, scope);
    case 'for':
      return forOf(expression, scope, evaluate);
    case 'tuple':
      return expression.items.map((item) => evaluate(item, scope));
    case 'object':
      return objectOf(expression, scope);
    case 'broken':
      return unknown('what is written there does not parse');
  }
}

/** A name that is bound goes before those of the module. */
function named(name: string, expression: Expression, scope: Scope): Value {
  return orElse(boundAs(name, scope), () => orElse(scope.names(name), () => refusedAt(expression, scope, undefined)));
}

function boundAs(name: string, { bound: first }: Scope): Value | undefined {
  for (let each = first; each !== undefined; each = each.next) if (each.name === name) return each.value;
  return undefined;
}

function bound(name: string, value: Value, { bound: next }: Scope): Bound {
  return next === undefined ? { name, value } : { name, value, next };
}

function conditionalOf(expression: Expression & { readonly kind: 'conditional' }, scope: Scope): Value {
  const condition = evaluate(expression.condition, scope);
  if (condition === null) return refusedAt(expression.condition, scope, 'Null condition: The condition value is null. Conditions must either be true or false.');
  const truth = truthOf(condition);
  if (truth === undefined) return refusedAt(expression.condition, scope, 'Incorrect condition type: The condition expression must be of type bool.');
  if (typeof truth === 'boolean') return asOther(evaluate(truth ? expression.then : expression.otherwise, scope), truth ? expression.otherwise : expression.then, scope);
  // What of the two is refused shows only when it is known which one it is.
  const quiet: Scope = { ...scope, report: () => undefined };
  const [one, other] = [evaluate(expression.then, quiet), evaluate(expression.otherwise, quiet)];
  return identityOf(one) === identityOf(other) && !isPlainUnknown(one) ? one : unknownFrom([truth, one, other]);
}

/** Both sides of a conditional are of one type: a number beside a text is a text. */
function asOther(value: Value, other: Expression, scope: Scope): Value {
  const written = other.kind === 'literal' ? other.value !== null : other.kind === 'template' || ((other.kind === 'object' || other.kind === 'tuple') && other.items.length > 0);
  if (!written || value === null || typeof value === 'string') return value;
  return unified([value, evaluate(other, { ...scope, report: () => undefined })])?.[0] ?? value;
}

function objectOf(expression: Expression & { readonly kind: 'object' }, scope: Scope): Value {
  const entries: [string, Value][] = [];
  const open: Value[] = [];
  for (const item of expression.items) {
    const key = evaluate(item.key, scope);
    const value = evaluate(item.value, scope);
    const text = stringOf(key);
    if (key === null) open.push(refusedAt(item.key, scope, "Null value as key: Can't use a null value as a key."));
    else if (text === undefined) open.push(refusedAt(item.key, scope, "Incorrect key type: Can't use this value as a key: string required."));
    else if (typeof text === 'string') entries.push([text, value]);
    else open.push(text, value);
  }
  if (open.length > 0) return unknownFrom([...open, ...entries.map(([, value]) => value)]);
  return { kind: 'map', entries: new Map(new Map(entries).size < 2 ? entries : [...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) };
}

function tooMuch(expression: Expression, scope: Scope): Value {
  const why = scope.meter.depth >= deepest ? 'expressions lead through more than 1,000 others' : 'more than 50 million expressions are to be worked out';
  scope.report({ name: 'not-worked-out', severity: 'warning', message: `this is not worked out: ${why}`, file: scope.file, span: expression });
  return unknown(why);
}
