import { functionNamed } from '../functions/named.ts';
import { isRefused } from '../functions/function.ts';
import { unknownFrom } from '../functions/unknowns.ts';
import { refusedAt } from './refused.ts';
import type { Scope, Told } from './scope.ts';
import type { Expression } from '../syntax/syntax.ts';
import { isList, isSet, isUnknown, type Value } from './value.ts';

type Call = Expression & { readonly kind: 'call' };
type Work = (expression: Expression, scope: Scope) => Value;

/** What a function answers. A name that no function has is told where the file is looked through, once and not at every use. */
export function callOf(expression: Call, scope: Scope, work: Work): Value {
  if (expression.name === 'try') return tried(expression, scope, work);
  if (expression.name === 'can') return expression.arguments.length === 1 && failing(expression.arguments[0]!, scope, work).failed === undefined;
  const called = functionNamed(expression.name);
  const args = argumentsOf(expression, scope, work);
  if (!Array.isArray(args)) return args as Value;
  if (called === undefined) return { ...unknownFrom(args), why: `the function ${expression.name} is not worked out` };
  const answer = called.call(args, scope.functions);
  if (!isRefused(answer)) return answer;
  return refusedAt(answer.argument === undefined ? expression : (expression.arguments[answer.argument] ?? expression), scope, `${answer.message.startsWith('Function "') ? (answer.message.includes(' only ') ? 'Too many function arguments: ' : 'Not enough function arguments: ') : answer.message.startsWith('Invalid value for') ? 'Invalid function argument: ' : 'Error in function call: '}${answer.message}`);
}

/** The arguments; the last one spread, where it is written with `...`. */
function argumentsOf(expression: Call, scope: Scope, work: Work): readonly Value[] | Value {
  const values = expression.arguments.map((each) => work(each, scope));
  const last = values.at(-1);
  if (!expression.spread || last === undefined) return values;
  if (last !== null && isUnknown(last)) return { ...unknownFrom(values) };
  const members = last === null ? undefined : isList(last) ? last : isSet(last) ? last.members : undefined;
  return members === undefined ? refusedAt(expression.arguments.at(-1)!, scope, 'Invalid expanding argument value: The expanding argument (indicated by ...) must be of a tuple, list, or set type.') : [...values.slice(0, -1), ...members];
}

/** The first argument that nothing is refused in (`try`, Terraform's documentation). */
function tried({ arguments: all, ...expression }: Call, scope: Scope, work: Work): Value {
  const reasons: string[] = [];
  for (const each of all) {
    const { value, failed } = failing(each, scope, work);
    if (failed === undefined) return value;
    reasons.push(failed);
  }
  return refusedAt(expression, scope, `Error in function call: Call to function "try" failed: no expression succeeded: ${reasons.join(' ')} At least one expression must produce a successful result.`);
}

function failing(expression: Expression, scope: Scope, work: Work): { readonly value: Value; readonly failed: string | undefined } {
  const found: Told[] = [];
  const value = work(expression, { ...scope, report: (told) => void found.push(told) });
  return { value, failed: found.find(({ severity }) => severity === 'error')?.message };
}
