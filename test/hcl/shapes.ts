import type { Expression, TemplatePart } from '../../src/formats/hcl/syntax/syntax.ts';

/** How an expression is put together, as lists of lists: the same for our trees and for those of hcl2json. Texts count by their kind only. */
export type Shape = string | readonly Shape[];

/** The shape of one of our expressions. */
export function shapeOf(expression: Expression): Shape {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? text : String(expression.value);
    case 'template':
      return templateShape(expression.parts);
    case 'name':
      return expression.name;
    case 'attribute':
      return ['.', shapeOf(expression.of), expression.name];
    case 'index':
      return ['[]', shapeOf(expression.of), expression.key.kind === 'literal' && typeof expression.key.value === 'string' ? expression.key.value : shapeOf(expression.key)];
    case 'splat':
      return ['*', shapeOf(expression.of), shapeOf(expression.each)];
    case 'item':
      return 'item';
    case 'call':
      return ['call', expression.name, ...expression.arguments.map(shapeOf), ...(expression.spread ? ['...'] : [])];
    case 'unary':
      return [expression.operator, shapeOf(expression.of)];
    case 'binary':
      return [expression.operator, shapeOf(expression.left), shapeOf(expression.right)];
    case 'conditional':
      return ['?', shapeOf(expression.condition), shapeOf(expression.then), shapeOf(expression.otherwise)];
    case 'for':
      return forShape(expression.keyName ?? '', expression.valueName, [expression.in, ...(expression.key === undefined ? [] : [expression.key]), expression.value, ...(expression.condition === undefined ? [] : [expression.condition])].map(shapeOf), expression.grouped);
    case 'tuple':
      return ['list', ...expression.items.map(shapeOf)];
    case 'object':
      return ['map', ...expression.items.flatMap(({ key, value }) => [shapeOf(key), shapeOf(value)])];
    default:
      return 'broken';
  }
}

const text = 'text';

function templateShape(parts: readonly TemplatePart[]): Shape {
  return ['template', ...parts.map(partShape)];
}

function partShape(part: TemplatePart): Shape {
  switch (part.kind) {
    case 'text':
      return text;
    case 'interpolation':
      return shapeOf(part.value);
    case 'if':
      return ['?', shapeOf(part.condition), innerShape(part.then), innerShape(part.otherwise)];
    default:
      return ['join', forShape(part.keyName ?? '', part.valueName, [shapeOf(part.in), innerShape(part.body)], false)];
  }
}

function innerShape(parts: readonly TemplatePart[]): Shape {
  return parts.length === 0 || (parts.length === 1 && parts[0]?.kind === 'text') ? text : templateShape(parts);
}

function forShape(key: string, value: string, inner: readonly Shape[], grouped: boolean): Shape {
  return ['for', key, value, ...inner, ...(grouped ? ['...'] : [])];
}

interface Node {
  readonly type: string;
  readonly children: readonly Node[] | null;
  readonly meta?: Readonly<Record<string, unknown>>;
}

const operators: Readonly<Record<string, string>> = { logicalOr: '||', logicalAnd: '&&', equal: '==', notEqual: '!=', greaterThan: '>', greaterThanOrEqual: '>=', lessThan: '<', lessThanOrEqual: '<=', add: '+', subtract: '-', multiply: '*', divide: '/', modulo: '%', negate: '-', logicalNot: '!' };

/** The shape of one of hcl2json's trees. */
export function libraryShape(tree: unknown): Shape {
  const { type, children, meta = {} } = tree as Node;
  const inner = children ?? [];
  const [first] = inner;
  const shapes = (): readonly Shape[] => inner.map(libraryShape);
  switch (type) {
    case 'literalValue':
      return meta['type'] === 'string' ? text : numbered(String(meta['value']));
    case 'template':
      return inner.length === 1 && first?.type === 'literalValue' && first.meta?.['type'] === 'string' ? text : ['template', ...shapes()];
    case 'templateWrap':
      return ['template', ...shapes()];
    case 'scopeTraversal':
      return traversed(undefined, meta);
    case 'relativeTraversal':
      return traversed(first === undefined ? 'item' : libraryShape(first), meta);
    case 'index':
      return ['[]', ...shapes()];
    case 'splat':
      return ['*', ...shapes()];
    case 'function':
      return ['call', String(meta['name']), ...shapes(), ...(meta['expandedFinalArgument'] === true ? ['...'] : [])];
    case 'unaryOp':
    case 'binaryOp':
      return [operators[String(meta['operator'])] ?? String(meta['operator']), ...shapes()];
    case 'conditional':
      return ['?', ...shapes()];
    case 'for':
      return forShape(String(meta['keyVar'] ?? ''), String(meta['valVar']), shapes(), meta['groupedValue'] === true);
    case 'templateJoin':
      return ['join', ...shapes()];
    case 'tuple':
      return ['list', ...shapes()];
    case 'object':
      // A bare name as a key is a node with nothing in it.
      return ['map', ...inner.map((node, index) => (index % 2 === 0 && node.type === '' && (node.children ?? []).length === 0 ? text : libraryShape(node)))];
    case '':
      return first === undefined ? 'item' : libraryShape(first);
    default:
      return type;
  }
}

function traversed(from: Shape | undefined, meta: Readonly<Record<string, unknown>>): Shape {
  const steps = meta['traversal'] as readonly { readonly type: string; readonly segment?: string }[];
  return steps.reduce<Shape | undefined>((of, { type, segment = '' }) => {
    if (of === undefined) return segment;
    return type === 'nameTraversal' ? ['.', of, segment] : ['[]', of, numbered(segment.startsWith('"') ? (JSON.parse(segment) as string) : segment)];
  }, from) as Shape;
}

function numbered(written: string): string {
  return /^[0-9]/.test(written) ? String(Number(written)) : written;
}
