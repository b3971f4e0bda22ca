import { stringOf } from '../functions/primitives.ts';
import { longestText } from '../functions/function.ts';
import { textOfUnknown, unknownFrom } from '../functions/unknowns.ts';
import { notIterable, pairsOf, turn } from './for.ts';
import { truthOf } from './operators.ts';
import { refusedAt } from './refused.ts';
import type { Scope } from './scope.ts';
import type { Expression, TemplatePart } from '../syntax/syntax.ts';
import { isUnknown, unknown, type Value } from './value.ts';

type Work = (expression: Expression, scope: Scope) => Value;

/** What a text with parts that are worked out says; one part alone is that value itself (HCL specification, "Template Interpolation Unwrapping"). */
export function templateOf({ parts }: { readonly parts: readonly TemplatePart[] }, scope: Scope, work: Work): Value {
  const [only] = parts;
  if (parts.length === 1 && only!.kind === 'interpolation') return work(only!.value, scope);
  const made: Made = { pieces: [], length: 0, open: [] };
  append(parts, scope, work, made);
  if (made.length > longestText) return unknown(`it is a text of more than ${longestText / 1024 / 1024} MiB`);
  return made.open.length === 0 ? made.pieces.join('') : unknownFrom(made.open, made.pieces.join(''));
}

interface Made {
  readonly pieces: string[];
  length: number;
  readonly open: Value[];
}

function append(parts: readonly TemplatePart[], scope: Scope, work: Work, made: Made): void {
  for (const part of parts) {
    if (made.length > longestText) return;
    switch (part.kind) {
      case 'text':
        add(part.text, made);
        break;
      case 'interpolation':
        interpolated(part.value, work(part.value, scope), scope, made);
        break;
      case 'if':
        decided(part, scope, work, made);
        break;
      case 'for':
        repeated(part, scope, work, made);
    }
  }
}

function add(text: string, made: Made): void {
  made.pieces.push(text);
  made.length += text.length;
}

function interpolated(expression: Expression, value: Value, scope: Scope, made: Made): void {
  if (value !== null && isUnknown(value)) {
    made.open.push(value);
    // What nothing stands for is shown as it is written.
    return add(textOfUnknown(value, scope.functions.scope) ?? `\${${scope.file.text.slice(expression.start, expression.end).replace(/[{}"]/g, "'")}}`, made);
  }
  const text = value === null ? undefined : stringOf(value);
  if (typeof text === 'string') return add(text, made);
  const wrong = value === null ? 'The expression result is null. Cannot include a null value in a string template.' : 'Cannot include the given value in a string template: string required.';
  made.open.push(text === undefined || text === null ? refusedAt(expression, scope, `Invalid template interpolation value: ${wrong}`) : text);
}

function decided(part: TemplatePart & { readonly kind: 'if' }, scope: Scope, work: Work, made: Made): void {
  const value = work(part.condition, scope);
  const truth = truthOf(value);
  if (truth === true || truth === false) return append(truth ? part.then : part.otherwise, scope, work, made);
  made.open.push(truth ?? refusedAt(part.condition, scope, value === null ? 'Null condition: The condition value is null. Conditions must either be true or false.' : 'Incorrect condition type: The condition expression must be of type bool.'));
}

function repeated(part: TemplatePart & { readonly kind: 'for' }, scope: Scope, work: Work, made: Made): void {
  const collection = work(part.in, scope);
  if (collection !== null && isUnknown(collection)) return void made.open.push(collection);
  const pairs = pairsOf(collection);
  if (pairs === undefined) return void made.open.push(notIterable(collection, part.in, scope));
  for (const [key, value] of pairs) append(part.body, turn(scope, part.keyName, key, part.valueName, value), work, made);
}
