import type { Json } from '../../resource/resource.ts';
import { list, record, text, texts, words } from './fields.ts';

export type Labels = Readonly<Record<string, string>>;

/** Kubernetes' LabelSelector: everything in it has to hold, so an empty one takes every object. */
export interface Selector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly Expression[];
}

export interface Expression {
  readonly key: string;
  /** In, NotIn, Exists or DoesNotExist; the API server refuses any other. */
  readonly operator: string;
  readonly values: readonly string[];
}

/** Reads a LabelSelector. Undefined where none stands: whether that means all or nothing is the field's own rule. */
export function selectorOf(value: Json | undefined): Selector | undefined {
  if (value === undefined || value === null) return undefined;
  const { matchLabels, matchExpressions } = record(value);
  return {
    matchLabels: texts(matchLabels),
    matchExpressions: list(matchExpressions).map((member) => {
      const { key, operator, values } = record(member);
      return { key: text(key) ?? '', operator: text(operator) ?? '', values: words(values) };
    }),
  };
}

/** Whether the selector takes an object with these labels (API reference, LabelSelector). */
export function selects(selector: Selector, labels: Labels): boolean {
  return carries(labels, selector.matchLabels) && selector.matchExpressions.every((expression) => meets(expression, labels));
}

/** Whether the labels hold every one of the pairs: the selector of a Service, and `matchLabels`. */
export function carries(labels: Labels, pairs: Labels): boolean {
  for (const key in pairs) if (labels[key] !== pairs[key]) return false;
  return true;
}

/** Whether the selector says anything. An empty one takes all objects where Kubernetes reads it. */
export function isEmpty(selector: Selector): boolean {
  return selector.matchExpressions.length === 0 && Object.keys(selector.matchLabels).length === 0;
}

/** Whether an API server takes the selector: operators it knows, with values where they need some. */
export function isSound(selector: Selector): boolean {
  return selector.matchExpressions.every(({ key, operator, values }) => {
    if (key === '') return false;
    if (operator === 'In' || operator === 'NotIn') return values.length > 0;
    return (operator === 'Exists' || operator === 'DoesNotExist') && values.length === 0;
  });
}

/** NotIn and DoesNotExist also take objects that lack the key. */
function meets({ key, operator, values }: Expression, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
