import { iteratorOf } from '../instances/blocks.ts';
import type { Attribute, Body, Expression, Span, TemplatePart } from './syntax.ts';

/** A name that an expression rests on: `aws_lb`, then `main`, `arn`; undefined stands for an index. */
export interface Mention {
  readonly name: string;
  readonly steps: readonly (string | undefined)[];
  readonly span: Span;
}

/** A function that an expression calls. */
export interface CallMention {
  readonly name: string;
  readonly span: Span;
}

/** Who is told what is met. */
export interface Visitor {
  readonly mention: (mention: Mention) => void;
  readonly call: (call: CallMention) => void;
}

/** Names that stand for something of the expression itself. */
type BoundNames = ReadonlySet<string>;

const none: BoundNames = new Set();

/** Goes through an expression, whichever of it is worked out later. */
export function walk(expression: Expression, visitor: Visitor, bound: BoundNames = none): void {
  switch (expression.kind) {
    case 'literal':
    case 'item':
    case 'broken':
      return;
    case 'name':
    case 'attribute':
    case 'index':
      return traversed(expression, visitor, bound);
    case 'template':
      return walkParts(expression.parts, visitor, bound);
    case 'splat':
      walk(expression.of, visitor, bound);
      return walk(expression.each, visitor, bound);
    case 'call':
      visitor.call({ name: expression.name, span: expression.nameSpan });
      return expression.arguments.forEach((each) => walk(each, visitor, bound));
    case 'unary':
      return walk(expression.of, visitor, bound);
    case 'binary':
      walk(expression.left, visitor, bound);
      return walk(expression.right, visitor, bound);
    case 'conditional':
      walk(expression.condition, visitor, bound);
      walk(expression.then, visitor, bound);
      return walk(expression.otherwise, visitor, bound);
    case 'for': {
      walk(expression.in, visitor, bound);
      const inside = withNames(bound, expression.keyName, expression.valueName);
      if (expression.key !== undefined) walk(expression.key, visitor, inside);
      walk(expression.value, visitor, inside);
      return expression.condition === undefined ? undefined : walk(expression.condition, visitor, inside);
    }
    case 'tuple':
      return expression.items.forEach((each) => walk(each, visitor, bound));
    case 'object':
      for (const { key, value } of expression.items) {
        walk(key, visitor, bound);
        walk(value, visitor, bound);
      }
  }
}

function walkParts(parts: readonly TemplatePart[], visitor: Visitor, bound: BoundNames): void {
  for (const part of parts) {
    if (part.kind === 'interpolation') walk(part.value, visitor, bound);
    else if (part.kind === 'if') {
      walk(part.condition, visitor, bound);
      walkParts(part.then, visitor, bound);
      walkParts(part.otherwise, visitor, bound);
    } else if (part.kind === 'for') {
      walk(part.in, visitor, bound);
      walkParts(part.body, visitor, withNames(bound, part.keyName, part.valueName));
    }
  }
}

function traversed(expression: Expression, visitor: Visitor, bound: BoundNames): void {
  const steps: (string | undefined)[] = [];
  for (let each = expression; ; each = each.of) {
    if (each.kind === 'name') {
      if (!bound.has(each.name)) visitor.mention({ name: each.name, steps: steps.reverse(), span: expression });
      return;
    }
    if (each.kind === 'attribute') steps.push(each.name);
    else if (each.kind === 'index') {
      walk(each.key, visitor, bound);
      steps.push(undefined);
    } else return walk(each, visitor, bound);
  }
}

function withNames(bound: BoundNames, ...names: readonly (string | undefined)[]): BoundNames {
  return new Set([...bound, ...names.filter((name) => name !== undefined)]);
}

/** Goes through all expressions of a body, `dynamic` blocks with their iterators; `skip` says which arguments are no expressions. */
export function walkBody(body: Body, visitor: Visitor, skip: (attribute: Attribute, block: string | undefined) => boolean, block?: string, bound: BoundNames = none): void {
  for (const attribute of body.attributes) if (!skip(attribute, block)) walk(attribute.value, visitor, bound);
  for (const each of body.blocks) {
    if (each.type !== 'dynamic') {
      walkBody(each.body, visitor, skip, each.type, bound);
      continue;
    }
    const inside = withNames(bound, iteratorOf(each, each.labels[0]?.text ?? ''));
    for (const attribute of each.body.attributes) if (attribute.name === 'for_each') walk(attribute.value, visitor, bound);
    for (const attribute of each.body.attributes) if (attribute.name === 'labels') walk(attribute.value, visitor, inside);
    for (const content of each.body.blocks) walkBody(content.body, visitor, skip, each.labels[0]?.text, inside);
  }
}
